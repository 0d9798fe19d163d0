package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.gold.Models;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobAppTest {

    @TempDir
    static Path directory;

    private static Contracts contracts;
    private static Models models;
    private static TestLake lake;

    @BeforeAll
    static void open() {
        contracts = Contracts.load(Optional.empty());
        models = Models.load(Optional.empty(), contracts);
        lake = TestLake.open(directory, List.copyOf(contracts.all()));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    private final List<String> said = new ArrayList<>();

    private JsonNode run(String request) throws Exception {
        JsonNode body = JobJson.JSON.readTree(request.replace('\'', '"'));
        return JobApp.run("job-1", body, contracts, models, lake.spark, lake.lake, said::add);
    }

    @Test
    void aRequestThatIsNoJsonIsSaidToBeNone() {
        assertThatThrownBy(() -> JobJson.tree("job.request", "{"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageStartingWith("job.request is not JSON")
                .hasMessageNotContaining("REDACTED");
    }

    @Test
    void measuresTheQualityOfAShippedStream() throws Exception {
        JsonNode result = run("{'job':'quality','stream':'orders'}");

        assertThat(result.path("passes").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.path("rules").findValuesAsText("id"))
                .containsExactly(
                        "cancellations_take_back",
                        "description_known",
                        "unit_price_not_negative",
                        "one_row_per_source_and_id");
    }

    @Test
    void aModelThatHasAnsweredNothingYetCannotBeReconciled() {
        assertThatThrownBy(() -> run("{'job':'reconcile','model':'revenue_by_minute'}"))
                .hasMessageContaining("send events to orders first");
    }

    @Test
    void refusesJobsThatWrite() {
        assertThatThrownBy(() -> run("{'job':'maintain'}")).hasMessageContaining("[quality, reconcile]");
    }

    @Test
    void saysAtEachChangeHowTheJobIs() throws Exception {
        JsonNode result = run("{'job':'quality','stream':'orders'}");

        JsonNode first = JobJson.JSON.readTree(said.get(0));
        JsonNode last = JobJson.JSON.readTree(said.get(said.size() - 1));
        assertThat(first.path("id").asText()).isEqualTo("job-1");
        assertThat(first.path("state").asText()).isEqualTo("running");
        assertThat(last.path("state").asText()).isEqualTo("succeeded");
        assertThat(last.path("result")).hasToString(result.toString());
    }

    @Test
    void aWrongSettingIsTheLastThingItSays() throws Exception {
        String[] args = {"--job-id", "job-2", "--spark-cores-max", "many"};

        int exitCode = JobApp.exitCode(args, Map.of(), said::add);

        JsonNode last = JobJson.JSON.readTree(said.get(said.size() - 1));
        assertThat(exitCode).isEqualTo(2);
        assertThat(last.path("id").asText()).isEqualTo("job-2");
        assertThat(last.path("state").asText()).isEqualTo("failed");
        assertThat(last.path("error").path("reason").asText()).isEqualTo("refused");
        assertThat(last.path("error").path("detail").asText()).contains("spark.cores-max is many");
    }
}
