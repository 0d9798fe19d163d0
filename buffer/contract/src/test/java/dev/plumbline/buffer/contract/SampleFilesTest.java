package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The shipped contracts against the real files that they describe, where the environment variable PLUMBLINE_SAMPLE_DATA
 * names a folder with online-retail, web-logs and road-sensors; else this is skipped.
 */
class SampleFilesTest {

    private static final String FOLDER = System.getenv("PLUMBLINE_SAMPLE_DATA");

    @BeforeEach
    void filesAreThere() {
        assumeTrue(
                FOLDER != null && Files.isDirectory(Path.of(FOLDER)),
                "PLUMBLINE_SAMPLE_DATA names no folder with the sample files: not run");
    }

    @Test
    void everyLineOfTheShopIsAnOrder() throws IOException {
        Contract orders = ContractTexts.shipped("orders");
        EventReader reader = EventReader.compile(orders);
        long lines = 0;
        long repeated = 0;
        BigDecimal total = BigDecimal.ZERO;
        Set<Long> hashes = new HashSet<>();

        for (Path file : files("online-retail")) {
            for (byte[] event : csvEvents(orders, file)) {
                EventReader.Read read = reader.read(event, 0, event.length);
                assertThat(read.violation())
                        .as(new String(event, StandardCharsets.UTF_8))
                        .isNull();
                lines++;
                repeated += hashes.add(read.contentHash()) ? 0 : 1;
                total = total.add(
                        ((BigDecimal) read.values()[5]).multiply(BigDecimal.valueOf((Integer) read.values()[3])));
            }
        }

        assertThat(lines).isEqualTo(541_909);
        assertThat(repeated).isEqualTo(5_268);
        assertThat(total).isEqualByComparingTo("9747747.934");
    }

    @Test
    void everyCompleteLineOfTheServerIsARequest() throws IOException {
        Contract logs = ContractTexts.shipped("web-logs");
        EventReader reader = EventReader.compile(logs);
        LineMapping mapping = LineMapping.compile(logs, "apache_logs.gz", CombinedLog.COLUMNS);
        List<String> unreadable = new ArrayList<>();
        int requests = 0;

        for (String line : lines(Path.of(FOLDER, "web-logs", "apache_logs.gz"))) {
            try {
                byte[] event = mapping.event(CombinedLog.parse(line));
                assertThat(reader.check(event, 0, event.length).violation())
                        .as(line)
                        .isNull();
                requests++;
            } catch (UnreadableLineException cutOff) {
                unreadable.add(cutOff.getMessage());
            }
        }

        assertThat(requests).isEqualTo(9_999);
        assertThat(unreadable)
                .singleElement()
                .asString()
                .endsWith("the line ends, expected the closing quote of the user agent");
    }

    @Test
    void everyLineOfTheRoadSensorsIsAReading() throws IOException {
        Contract telemetry = ContractTexts.shipped("vehicle-telemetry");
        EventReader reader = EventReader.compile(telemetry);
        Set<Object> metrics = new HashSet<>();
        int readings = 0;

        for (Path file : files("road-sensors")) {
            for (byte[] event : csvEvents(telemetry, file)) {
                EventReader.Read read = reader.read(event, 0, event.length);
                assertThat(read.violation())
                        .as(new String(event, StandardCharsets.UTF_8))
                        .isNull();
                metrics.add(read.values()[1]);
                readings++;
            }
        }

        assertThat(metrics).containsExactlyInAnyOrder("speed", "occupancy", "travel_time");
        assertThat(readings).isEqualTo(15_664);
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(FOLDER, folder))) {
            return files.filter(file -> file.toString().endsWith(".csv.gz"))
                    .sorted()
                    .toList();
        }
    }

    private static List<byte[]> csvEvents(Contract contract, Path file) throws IOException {
        List<byte[]> events = new ArrayList<>();
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(text(file))) {
            Iterator<CsvRecord> records = csv.iterator();
            LineMapping mapping = LineMapping.compile(
                    contract, file.toString(), records.next().getFields());
            records.forEachRemaining(line -> events.add(mapping.event(line.getFields())));
        }
        return events;
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader text = text(file)) {
            return text.lines().toList();
        }
    }

    private static BufferedReader text(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }
}
