package dev.plumbline.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.EventReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderLinesTest {

    @Test
    void everyLineIsAnOrderAsTheContractSays() throws Exception {
        EventReader reader = EventReader.compile(
                Contracts.load(Optional.empty()).stream(OrderLines.STREAM).orElseThrow());

        OrderLines lines = OrderLines.generate(3, 500);

        List<byte[]> events = events(lines);
        assertThat(events).hasSize(1_500).allSatisfy(event -> assertThat(
                        reader.check(event, 0, event.length).valid())
                .as(new String(event, StandardCharsets.UTF_8))
                .isTrue());
        assertThat(lines.bytesPerEvent()).isBetween(150.0, 250.0);
    }

    @Test
    void theBytesAreTheSameInEveryRunAndDifferFromBodyToBody() {
        OrderLines once = OrderLines.generate(2, 10);
        OrderLines again = OrderLines.generate(2, 10);

        assertThat(again.bodies().get(0)).isEqualTo(once.bodies().get(0));
        assertThat(once.bodies().get(1)).isNotEqualTo(once.bodies().get(0));
    }

    @Test
    void theFileForKafkaHoldsTheSameEvents(@TempDir Path directory) throws IOException {
        OrderLines lines = OrderLines.generate(2, 10);
        Path file = directory.resolve("payloads.ndjson");

        lines.write(file);

        assertThat(Files.readAllLines(file))
                .containsExactlyElementsOf(events(lines).stream()
                        .map(event -> new String(event, StandardCharsets.UTF_8))
                        .toList());
    }

    private static List<byte[]> events(OrderLines lines) {
        return lines.bodies().stream()
                .flatMap(body -> new String(body, StandardCharsets.UTF_8).lines())
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
