package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.gold.Models;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Path;
import java.util.List;
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

    private static JsonNode run(String request) throws Exception {
        return JobApp.run(JobJson.JSON.readTree(request.replace('\'', '"')), contracts, models, lake.spark, lake.lake);
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
}
