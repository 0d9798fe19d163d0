package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.ProcessMain;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the buffer: a Kafka broker with the topics that the contracts ask for. Read this first: it names every part. */
public final class BufferApp {

    private static final Logger LOG = LoggerFactory.getLogger(BufferApp.class);

    private BufferApp() {}

    public static void main(String[] args) {
        mainTo("start the buffer")
                .endsWith(ProcessMain.ENVIRONMENT, BrokerStartException.class)
                .run(args, BufferApp::start);
    }

    /** The main of a process that makes the topics. */
    static ProcessMain mainTo(String task) {
        return ProcessMain.to(task)
                .endsWith(ProcessMain.WRONG_INPUT, InvalidContractException.class)
                .endsWith(ProcessMain.REFUSED, TopicChangeRefusedException.class)
                .endsWith(ProcessMain.ENVIRONMENT, BufferUnavailableException.class);
    }

    private static void start(Settings settings) {
        long began = System.nanoTime();
        BufferConfig config = BufferConfig.from(settings);
        Addresses addresses = Addresses.from(settings);
        Contracts contracts = Contracts.load(settings.optionalPath("contracts.dir"));
        Shutdown shutdown = Shutdown.install(settings);

        Readiness readiness = new Readiness();
        Health health = new Health().check("broker", readiness::problem);
        Metrics metrics = new Metrics();
        metrics.watchDisk(config.broker().directory());
        HealthDoor door = HealthDoor.open(
                addresses.bind(), addresses.bufferHealthPort(), BrowserGuard.from(settings), health, metrics);
        shutdown.stops("health door", door);
        Broker broker = shutdown.stops("broker", Broker.start(config.broker()));
        try (Topics topics = Topics.connect(
                broker.bootstrap(), config.limits(), config.replicas(), config.shorterRetentionAllowed())) {
            topics.ensure(contracts);
        }
        readiness.ready(shutdown.stops("reader", TopicReader.connect(broker.bootstrap())));
        LOG.info(
                "buffer ready bootstrap={} streams={} directory={} millis={}",
                broker.bootstrap(),
                contracts.all().size(),
                config.broker().directory(),
                (System.nanoTime() - began) / 1_000_000);
    }

    /** Not ready until the topics are; from then on, ready while the broker answers. */
    private static final class Readiness {

        private volatile TopicReader reader;

        void ready(TopicReader opened) {
            reader = opened;
        }

        Optional<String> problem() {
            return reader == null ? Optional.of("the broker is starting") : reader.problem();
        }
    }
}
