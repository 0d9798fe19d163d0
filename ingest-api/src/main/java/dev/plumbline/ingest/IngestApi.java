package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.ingest.docs.DocsPages;
import dev.plumbline.ingest.docs.OpenApi;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.ProcessMain;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import dev.plumbline.runtime.web.UnreadableRequest;
import dev.plumbline.runtime.web.WebDoor;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the ingest API. Read this first: it names every part of the module. */
public final class IngestApi {

    private static final Logger LOG = LoggerFactory.getLogger(IngestApi.class);
    private static final int REQUEST_HEADER_BYTES = 16 * 1024;
    private static final int INPUT_BUFFER_BYTES = 32 * 1024;

    private IngestApi() {}

    public static void main(String[] args) {
        ProcessMain.to("start the ingest API")
                .endsWith(ProcessMain.WRONG_INPUT, InvalidContractException.class)
                .run(args, IngestApi::start);
    }

    private static void start(Settings settings) {
        long began = System.nanoTime();
        IngestConfig config = IngestConfig.from(settings);
        Contracts contracts = Contracts.load(config.contracts());
        Shutdown shutdown = Shutdown.install(settings);
        EventProducer producer = shutdown.stops("producer", EventProducer.connect(config.producer()));
        Javalin server = create(contracts, producer, config.limits(), BrowserGuard.from(settings), new Metrics());
        WebDoor.listen(server, config.bind(), config.port());
        shutdown.stops("server", server::stop);
        LOG.info(
                "ingest listens address={}:{} streams={} buffer={} millis={}",
                config.bind(),
                server.port(),
                contracts.all().size(),
                config.producer().bootstrap(),
                (System.nanoTime() - began) / 1_000_000);
    }

    /** The API without its surroundings, for tests. */
    static Javalin create(
            Contracts contracts,
            EventProducer producer,
            IngestConfig.Limits limits,
            BrowserGuard guard,
            Metrics metrics) {
        IngestStreams streams = new IngestStreams(contracts, metrics.registry());
        Admission admission = new Admission(limits.requests(), limits.bufferedBytes());
        metrics.registry().gauge("plumbline.ingest.requests", admission, Admission::requestsNow);
        Readiness readiness = new Readiness(producer, streams);
        Health health = new Health().check("buffer", readiness::problem);
        EventsResource events = new EventsResource(streams, producer, admission, limits);
        StreamsResource declared = new StreamsResource(streams);
        DocsPages docs = new DocsPages(OpenApi.of(contracts, limits.eventBytes(), limits.bodyBytes()));
        return Javalin.create(config -> {
            serve(config, limits);
            config.routes.before(context -> guard.refusal(context::header).ifPresent(refusal -> {
                throw Problem.forbidden(refusal.reason()).refusal();
            }));
            config.routes.post("/v1/streams/{stream}/events", events::accept);
            config.routes.get("/v1/streams", declared::list);
            WebDoor.healthAndMetrics(config.routes, health, metrics::scrape);
            config.routes.get("/openapi.yaml", docs::openApi);
            config.routes.get("/docs", docs::page);
            config.routes.get("/docs/{file}", docs::file);
            Problems.handle(config.routes);
        });
    }

    private static void serve(JavalinConfig config, IngestConfig.Limits limits) {
        WebDoor.quiet(config);
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(http -> limit(http, limits));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(UnreadableRequest.answeredWith(Problem.CONTENT_TYPE, Problems::document));
            // The connector comes after this, and before the server starts.
            server.addEventListener(new LifeCycle.Listener() {
                @Override
                public void lifeCycleStarting(LifeCycle starting) {
                    readInLargerPieces(server);
                }
            });
        });
    }

    /** A body of many events otherwise costs a call of the system for every 8 KB. */
    private static void readInLargerPieces(Server server) {
        for (Connector connector : server.getConnectors()) {
            connector.getConnectionFactory(HttpConnectionFactory.class).setInputBufferSize(INPUT_BUFFER_BYTES);
        }
    }

    private static void limit(HttpConfiguration http, IngestConfig.Limits limits) {
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        http.setIdleTimeout(limits.idleTimeout().toMillis());
    }

    /** Ready when the broker answers and the producer knows every topic, so that the first event waits for nothing. */
    private static final class Readiness {

        private final EventProducer producer;
        private final IngestStreams streams;
        private volatile boolean prepared;

        Readiness(EventProducer producer, IngestStreams streams) {
            this.producer = producer;
            this.streams = streams;
        }

        Optional<String> problem() {
            Optional<String> problem = producer.problem();
            if (problem.isEmpty() && !prepared) {
                problem = producer.prepare(streams.topics());
                prepared = problem.isEmpty();
            }
            return problem;
        }
    }
}
