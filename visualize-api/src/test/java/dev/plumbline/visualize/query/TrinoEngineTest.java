package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.visualize.web.ProblemException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of Trino where there is none. */
class TrinoEngineTest {

    @Test
    void aTrinoThatIsAwayIsNamedAndItsPlaceGivenBack(@TempDir Path directory) throws Exception {
        EngineLimits limits = new EngineLimits("64MB", 1, 1, Duration.ofMillis(500), directory.resolve("spill"));
        TrinoConfig nowhere =
                new TrinoConfig(URI.create("http://127.0.0.1:1"), "plumbline", "tester", Optional.empty());
        try (DuckDb parser = DuckDb.parser(limits);
                TrinoEngine engine = new TrinoEngine(nowhere, limits)) {
            ParsedSelect select = ParsedSelect.parse(parser, "SELECT 1 AS one");

            assertThatThrownBy(() -> engine.query(select, Map.of(), List.of(), Rows::next))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                            .isEqualTo(503))
                    .hasMessageStartingWith("Trino at http://127.0.0.1:1 d")
                    .hasMessageContaining("answer");
            assertThat(engine.running()).isZero();
        }
    }
}
