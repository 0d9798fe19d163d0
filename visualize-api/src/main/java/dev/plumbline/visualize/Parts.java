package dev.plumbline.visualize;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.visualize.book.Book;
import dev.plumbline.visualize.book.BookResource;
import dev.plumbline.visualize.live.LiveResource;
import dev.plumbline.visualize.live.LiveState;
import dev.plumbline.visualize.live.StoreFigures;
import dev.plumbline.visualize.live.TailResource;
import dev.plumbline.visualize.live.Topics;
import dev.plumbline.visualize.live.VisualizeFigures;
import dev.plumbline.visualize.query.ColumnTypes;
import dev.plumbline.visualize.query.DuckDb;
import dev.plumbline.visualize.query.DuckDbEngine;
import dev.plumbline.visualize.query.FileCache;
import dev.plumbline.visualize.query.FilesOnDisk;
import dev.plumbline.visualize.query.NamedQueries;
import dev.plumbline.visualize.query.NamedQuery;
import dev.plumbline.visualize.query.Queries;
import dev.plumbline.visualize.query.QueryEngine;
import dev.plumbline.visualize.query.QueryResource;
import dev.plumbline.visualize.query.TrinoEngine;
import dev.plumbline.visualize.query.WarehouseFolder;
import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TablesResource;
import dev.plumbline.visualize.web.OpenApi;
import dev.plumbline.visualize.web.WebFiles;
import io.micrometer.core.instrument.Gauge;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the API, built and joined; none of them talks to another process before a request does. */
final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final int MAX_FILE_ENTRIES = 200_000;

    final Metrics metrics = new Metrics();
    final Health health;
    final DuckDb parser;
    final QueryEngine engine;
    final NamedQueries named;
    final TablesResource tables;
    final QueryResource queries;
    final BookResource book;
    final LiveResource live;
    final TailResource tail;
    final WebFiles web = new WebFiles();
    final OpenApi openApi;
    private final int listenersThreads;
    private final Topics topics;

    Parts(VisualizeConfig config, Contracts contracts, Supplier<? extends Catalog> catalog) {
        CurrentTables current = new CurrentTables(catalog, config.catalogRefresh());
        Manifests manifests = new Manifests(MAX_FILE_ENTRIES);
        if (config.trino().isPresent()) {
            parser = DuckDb.parser(config.limits());
            engine = new TrinoEngine(config.trino().get(), config.limits());
        } else {
            FilesOnDisk files = files(config);
            parser = DuckDb.open(config.limits(), files.folder());
            engine = new DuckDbEngine(parser, manifests, files);
        }
        Queries answering =
                new Queries(engine, parser, current, config.maxRows(), config.cacheBytes(), metrics.registry());
        named = NamedQueries.load(parser, config.queries());
        for (NamedQuery query : named.all()) {
            engine.refusal(query.select())
                    .ifPresent(reason -> LOG.warn("query will be refused query={} reason={}", query.name(), reason));
        }
        tables = new TablesResource(current, manifests, ColumnTypes::answered);
        queries = new QueryResource(answering, named);

        List<String> streams = contracts.all().stream().map(Contract::stream).toList();
        Book closedBook = new Book(current, manifests, answering);
        topics = new Topics(config.addresses().kafkaBootstrap(), contracts.all());
        LiveState state = new LiveState(
                contracts.all(),
                config.addresses().ingestUrl(),
                config.addresses().processingUrl(),
                topics,
                closedBook,
                new StoreFigures(current, manifests),
                new VisualizeFigures(engine, answering.times()),
                metrics.registry());
        book = new BookResource(closedBook, streams, state::lateModes);
        live = new LiveResource(state, config.liveClients());
        tail = new TailResource(topics, contracts, config.tailRate());
        listenersThreads = config.liveClients() + TailResource.MAX_TAILS;
        Gauge.builder("plumbline.visualize.listeners", live, LiveResource::listeners)
                .register(metrics.registry());

        metrics.watchDisk(config.data());

        health = new Health().check("catalog", current::problem).check(engine.name(), engine::problem);
        openApi = new OpenApi(named.all().stream().map(Parts::described).toList());
    }

    /** How many threads those hold who listen to events, when all places are taken. */
    int listenersThreads() {
        return listenersThreads;
    }

    /** The metrics as they are now; what they say of the live state is measured for this. */
    String scrape() {
        live.refresh();
        return metrics.scrape();
    }

    /** Ends what is streaming, so that the server can stop. */
    void closeListeners() {
        live.close();
        tail.close();
    }

    @Override
    public void close() throws SQLException {
        closeListeners();
        topics.close();
        engine.close();
        parser.close();
    }

    private FilesOnDisk files(VisualizeConfig config) {
        return config.warehouse().local()
                ? new WarehouseFolder(config.warehouse().folder())
                : FileCache.open(
                        config.warehouse(),
                        config.fileCache(),
                        config.fileCacheBytes(),
                        config.limits().timeout(),
                        metrics.registry());
    }

    private static OpenApi.Query described(NamedQuery query) {
        List<OpenApi.Parameter> parameters = query.parameters().stream()
                .map(p -> new OpenApi.Parameter(
                        p.name(),
                        p.type().word(),
                        p.required(),
                        p.defaultValue().orElse(null),
                        p.description()))
                .toList();
        return new OpenApi.Query(query.name(), query.description(), parameters);
    }
}
