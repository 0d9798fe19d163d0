package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics what the contracts ask for on a broker that is there already, and ends: what {@link BufferApp} does for
 * the broker that it starts itself. It ends with the same exit codes.
 */
public final class EnsureTopics {

    private static final Logger LOG = LoggerFactory.getLogger(EnsureTopics.class);

    private EnsureTopics() {}

    public static void main(String[] args) {
        BufferApp.mainTo("make the topics").run(args, EnsureTopics::ensure);
    }

    static void ensure(Settings settings) {
        BufferConfig config = BufferConfig.from(settings);
        String bootstrap = Addresses.from(settings).kafkaBootstrap();
        Contracts contracts = Contracts.load(settings.optionalPath("contracts.dir"));
        try (Topics topics =
                Topics.connect(bootstrap, config.limits(), config.replicas(), config.shorterRetentionAllowed())) {
            topics.ensure(contracts);
        }
        LOG.info(
                "topics are as the contracts say bootstrap={} streams={}",
                bootstrap,
                contracts.all().size());
    }
}
