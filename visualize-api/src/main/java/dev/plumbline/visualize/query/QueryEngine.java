package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs a question. Which snapshot of each table it reads is settled before, by the catalog, so that every engine answers
 * the same and an answer can say what it is as of. Safe for many threads.
 */
public interface QueryEngine extends AutoCloseable {

    /** What is made of a result while its query still runs. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Rows rows) throws SQLException, IOException;
    }

    /** One word for answers and figures, such as {@code duckdb}. */
    String name();

    /** Why this statement cannot run here, whatever the tables hold; empty where it can. */
    Optional<String> refusal(ParsedSelect select);

    /** Runs a statement over its tables as of {@code at}; {@code values} are those of its parameters, in their order. */
    <T> T query(ParsedSelect select, Map<TableName, TableAt> at, List<?> values, Reader<T> reader);

    /** Reads some {@code count} rows of a table, or all where it has fewer. */
    <T> T rows(TableAt at, long count, Reader<T> reader);

    /** How many queries run now. */
    int running();

    /** Why it could not answer now; empty when it could. */
    Optional<String> problem();

    @Override
    void close() throws SQLException;
}
