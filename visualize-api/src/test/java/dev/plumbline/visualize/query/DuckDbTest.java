package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.visualize.web.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbTest {

    private Path warehouse;
    private DuckDb duckDb;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        warehouse = Files.createDirectories(directory.resolve("warehouse")).toAbsolutePath();
        Files.writeString(directory.resolve("secret.csv"), "secret\n");
        duckDb = DuckDb.open(
                new EngineLimits("64MB", 1, 1, Duration.ofMillis(300), directory.resolve("spill")), warehouse);
    }

    @AfterEach
    void stop() throws Exception {
        duckDb.close();
    }

    @Test
    void aQueryThatTakesTooLongIsStoppedAndItsPlaceGivenBack() {
        assertThatThrownBy(() -> one("SELECT count(*) FROM range(100000000000) a WHERE a.range % 7 = 3"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("was stopped after 300 ms");

        assertThat(one("SELECT 'still there'")).isEqualTo("still there");
        assertThat(duckDb.running()).isZero();
    }

    @Test
    void timesAreUtcWhereverTheProcessRuns() {
        assertThat(one("SELECT CAST(TIMESTAMPTZ '2011-12-09 12:50:00+02' AS VARCHAR)"))
                .isEqualTo("2011-12-09 10:50:00+00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('WAREHOUSE/../secret.csv')",
                "SELECT * FROM glob('/etc/*')",
                "COPY (SELECT 1) TO '/tmp/plumbline-duckdb-test.csv'",
                "ATTACH '/tmp/plumbline-duckdb-test.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET threads = 8",
                "SET enable_external_access = true",
                "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')"
            })
    void nothingButTheWarehouseIsInReach(String sql) {
        assertThatThrownBy(() -> one(sql.replace("WAREHOUSE", warehouse.toString())))
                .isInstanceOf(ProblemException.class)
                .hasMessageMatching(
                        "(?s).*(Permission Error|Invalid Input Error|IO Error|Catalog Error|HTTP|disabled).*");
    }

    private String one(String sql) {
        return duckDb.query(sql, List.of(), rows -> {
            rows.next();
            return rows.value(1).toString();
        });
    }
}
