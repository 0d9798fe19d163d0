package dev.plumbline.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.EventReader;
import dev.plumbline.local.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Mix ROUGH = new Mix(0.2, 0.1, 0.1);

    @ParameterizedTest
    @ValueSource(strings = {"orders", "web-logs", "vehicle-telemetry"})
    void theSameSeedTellsTheSameStoryToTheByte(String stream) {
        assertThat(texts(simulation(stream, 7, ROUGH), 500)).isEqualTo(texts(simulation(stream, 7, ROUGH), 500));
        assertThat(texts(simulation(stream, 7, ROUGH), 500)).isNotEqualTo(texts(simulation(stream, 8, ROUGH), 500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "web-logs", "vehicle-telemetry"})
    void goodEventsKeepTheContractAndBadOnesBreakIt(String stream) throws Exception {
        Contract contract = Contracts.load(Optional.empty()).stream(stream).orElseThrow();
        EventReader reader = EventReader.compile(contract);
        Simulation simulation = simulation(stream, 3, ROUGH);

        for (int i = 0; i < 2_000; i++) {
            Simulation.Event event = simulation.next();
            JsonNode cloudEvent = Json.tree(new String(event.json(), StandardCharsets.UTF_8));
            byte[] data = Json.line(cloudEvent.path("data")).getBytes(StandardCharsets.UTF_8);
            EventReader.Checked checked = reader.check(data, 0, data.length);
            // A negative price is readable and breaks a rule on the row, which is judged later.
            boolean breaksARowRule = cloudEvent.path("data").path("unit_price").asDouble() < 0;
            assertThat(checked.valid() && !breaksARowRule)
                    .as("%s: %s", cloudEvent, checked.violation())
                    .isEqualTo(event.good());
        }
    }

    @Test
    void whatIsSentAgainIsTheSameToTheLetter() {
        Simulation simulation = simulation("orders", 1, ROUGH);
        List<Simulation.Event> events =
                Stream.generate(simulation::next).limit(3_000).toList();

        List<String> again = events.stream()
                .filter(Simulation.Event::repeated)
                .map(SimulationTest::text)
                .toList();
        List<String> first = events.stream()
                .filter(event -> !event.repeated())
                .map(SimulationTest::text)
                .toList();

        assertThat(again).hasSizeBetween(200, 400);
        assertThat(first).doesNotHaveDuplicates().containsAll(again);
    }

    @Test
    void lateEventsAreAtLeastFiveMinutesBehindTheirTurn() throws Exception {
        Simulation simulation = simulation("web-logs", 1, new Mix(0.3, 0, 0));

        for (int i = 0; i < 500; i++) {
            Simulation.Event event = simulation.next();
            Instant time = Instant.parse(
                    Json.tree(text(event)).path("data").path("time").asText());
            Instant turn = START.plusMillis(i * 10L);
            if (event.late()) {
                assertThat(time).isBeforeOrEqualTo(turn.minusSeconds(300));
            } else {
                assertThat(time).isEqualTo(turn);
            }
        }
    }

    @Test
    void namesTheStreamsItKnowsWhenAskedForAnother() {
        assertThatThrownBy(() -> simulation("weather", 1, Mix.CLEAN))
                .hasMessageContaining("no simulator for the stream weather");
        assertThatThrownBy(() -> new Mix(2, 0, 0)).hasMessageContaining("--late is 2.0, expected a share from 0 to 1");
    }

    private static Simulation simulation(String stream, long seed, Mix mix) {
        return new Simulation(stream, seed, "urn:test:" + stream, START, 100, mix);
    }

    private static List<String> texts(Simulation simulation, int count) {
        return Stream.generate(simulation::next)
                .limit(count)
                .map(SimulationTest::text)
                .toList();
    }

    private static String text(Simulation.Event event) {
        return new String(event.json(), StandardCharsets.UTF_8);
    }
}
