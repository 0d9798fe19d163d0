package dev.plumbline.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.IngestStub;
import dev.plumbline.local.platform.EventSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private static final String ROW = "536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n";

    @TempDir
    Path folder;

    private Contract orders;
    private IngestStub ingest;

    @BeforeEach
    void start() throws IOException {
        orders = Contracts.load(Optional.empty()).stream("orders").orElseThrow();
        ingest = new IngestStub(orders);
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void sendsEachRowUnderItsNumberInTheFile() throws Exception {
        Path file = write("shop.csv", HEADER + ROW.repeat(9_999) + "last,1,,-2,2010-12-02 10:00:00,0.10,,EIRE\n");

        ReplayReport report = replay(file);

        assertThat(report.lines()).isEqualTo(10_000);
        assertThat(report.accepted()).isEqualTo(10_000);
        assertThat(ingest.accepted.get("urn:plumbline:file:shop.csv").firstKey())
                .isEqualTo(1);
        assertThat(ingest.event("urn:plumbline:file:shop.csv", 10_000).toString())
                .isEqualTo("{\"invoice_no\":\"last\",\"stock_code\":\"1\",\"quantity\":-2,"
                        + "\"invoice_date\":\"2010-12-02T10:00:00Z\",\"unit_price\":0.10,\"country\":\"EIRE\"}");
    }

    @Test
    void sendingAFileAgainOrUnpackedChangesNoIds() throws Exception {
        replay(write("shop.csv", HEADER + ROW + ROW));
        String before = ingest.accepted.toString();

        replay(gzip("shop.csv.gz", HEADER + ROW + ROW));

        assertThat(ingest.events).hasValue(4);
        assertThat(ingest.accepted).hasToString(before);
    }

    @Test
    void aRaggedRowKeepsItsPlaceAndItsText() throws Exception {
        Path file = write("ragged.csv", HEADER + ROW + "536366,\"two\nlines\",short\n" + ROW + "a,b\n" + ROW);

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isEqualTo(3);
        assertThat(report.rejected()).isEqualTo(2);
        assertThat(ingest.accepted.get("urn:plumbline:file:ragged.csv")).containsOnlyKeys(1L, 3L, 5L);
        assertThat(ingest.deadLetters.get("urn:plumbline:file:ragged.csv"))
                .containsEntry(2L, "\"536366,\\\"two\\nlines\\\",short\"")
                .containsEntry(4L, "\"a,b\"");
        assertThat(report.remarks())
                .extracting(ReplayReport.Remark::toString)
                .containsExactly(
                        file + ":3: the line has 3 values, expected 8 as in the header",
                        file + ":6: the line has 2 values, expected 8 as in the header");
    }

    @Test
    void aRefusedRowIsNamedByFileAndLine() throws Exception {
        Path file = write("wrong.csv", HEADER + ROW + ROW.replace(",6,", ",six,"));

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.remarks()).singleElement().satisfies(remark -> assertThat(remark.toString())
                .startsWith(file + ":3: /quantity ")
                .contains("six"));
    }

    @Test
    void aRowInAnotherEncodingIsNotGuessed() throws Exception {
        Path file = folder.resolve("latin.csv");
        Files.write(
                file, (HEADER + ROW.replace("LANTERN", "LANTERNE D'ÉTÉ") + ROW).getBytes(StandardCharsets.ISO_8859_1));

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.remarks()).singleElement().satisfies(remark -> assertThat(remark.toString())
                .contains(":2: it has bytes that are not UTF-8"));
    }

    @Test
    void whatComesBeforeABreakInTheFileIsSent() throws Exception {
        byte[] whole = Files.readAllBytes(gzip("cut.csv.gz", HEADER + varied(5_000)));
        Path file = folder.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isBetween(1_000L, 4_999L).isEqualTo(ingest.events.get());
        assertThat(report.broken()).singleElement().satisfies(broken -> assertThat(broken.toString())
                .contains("cut.csv.gz: it ends in the middle after record ")
                .contains("what came before was sent"));
    }

    @Test
    void ofFilesThatWerePutTogetherADamagedOneDoesNotEndThemSilently() throws Exception {
        byte[] first = Files.readAllBytes(gzip("first.csv.gz", HEADER + ROW + ROW));
        byte[] second = Files.readAllBytes(gzip("second.csv.gz", ROW));
        second[0] = 0;
        Path file = folder.resolve("both.csv.gz");
        Files.write(file, first);
        Files.write(file, second, StandardOpenOption.APPEND);

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.broken())
                .extracting(ReplayReport.Remark::toString)
                .containsExactly(file + ": it cannot be read after record 2 (bytes that are no gzip follow what is); "
                        + "what came before was sent");
    }

    @Test
    void aFileWithoutRecordsIsNamedAndTheOthersAreSent() throws Exception {
        Path empty = write("empty.csv", "");
        Path header = write("header.csv", HEADER);
        Path nothing = gzip("nothing.csv.gz", "");
        Path torn = write("torn.csv.gz", "");
        Path good = write("good.csv", HEADER + ROW);

        ReplayReport report = replay(List.of(empty, header, nothing, torn, good), Duration.ofSeconds(30));

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.withoutRecords())
                .extracting(ReplayReport.Remark::toString)
                .containsExactly(
                        empty + ": it is empty", header + ": it has no records", nothing + ": it has no records");
        assertThat(report.broken())
                .extracting(ReplayReport.Remark::toString)
                .containsExactly(torn + ": it ends before its first record; nothing of it was sent");
    }

    @Test
    void waitsForAnIngestThatTurnsItAwayAndSendsTheSameAgain() throws Exception {
        ingest.refuse(2);

        ReplayReport report = replay(write("shop.csv", HEADER + ROW));

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(ingest.requests).hasValue(3);
    }

    @Test
    void givesUpWhenNobodyAnswersForTooLong() throws Exception {
        ingest.close();
        Path file = write("shop.csv", HEADER + ROW);

        assertThatThrownBy(() -> replay(file, Duration.ofMillis(300)))
                .hasMessageContaining("No final answer from")
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(Failure::exitCode)
                .isEqualTo(ExitCode.TIMEOUT);
    }

    @Test
    void sendsLinesOfNdjsonAsTheyAre() throws Exception {
        String event =
                "{\"invoice_no\":\"1\",\"stock_code\":\"2\",\"quantity\":1,\"invoice_date\":\"2026-01-01T00:00:00Z\","
                        + "\"unit_price\":1.50,\"country\":\"EIRE\"}";
        Path file = write("more.ndjson", event + "\n\n{broken\r\n" + event + "\r\n");

        ReplayReport report = replay(file);

        assertThat(ingest.accepted.get("urn:plumbline:file:more.ndjson"))
                .containsOnly(java.util.Map.entry(1L, event), java.util.Map.entry(3L, event));
        assertThat(report.remarks()).singleElement().satisfies(remark -> assertThat(remark.line())
                .isEqualTo(3));
    }

    @Test
    void aLineOfWhiteSpaceIsNoRecordAsForIngest() throws Exception {
        String event =
                "{\"invoice_no\":\"1\",\"stock_code\":\"2\",\"quantity\":1,\"invoice_date\":\"2026-01-01T00:00:00Z\","
                        + "\"unit_price\":1.50,\"country\":\"EIRE\"}";
        Path file = write("blank.ndjson", "\r\r\n" + event + "\n \t\r\r\n\r\n" + event + "\n\r");

        ReplayReport report = replay(file);

        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.rejected()).isZero();
        assertThat(ingest.accepted.get("urn:plumbline:file:blank.ndjson")).containsOnlyKeys(1L, 2L);
    }

    @Test
    void twoFilesOfTheSameNameAreRefusedUnlessTheirPathsTellThemApart() throws Exception {
        Path one = write("a/day.csv", HEADER + ROW);
        Path two = write("b/day.csv.gz", HEADER + ROW);
        List<String> both = List.of(one.toString(), two.toString());

        assertThatThrownBy(() -> FileSelection.of(both, Optional.empty(), Optional.empty()))
                .hasMessageContaining("have the same name");
        assertThat(FileSelection.of(both, Optional.empty(), Optional.of("urn:test:")))
                .extracting(ReplayFile::source)
                .doesNotHaveDuplicates();
    }

    @Test
    void aFolderAndAPatternMeanTheirFilesInOrder() throws Exception {
        write("days/2.csv", HEADER);
        write("days/1.csv", HEADER);
        write("days/.hidden", "");

        List<ReplayFile> inFolder =
                FileSelection.of(List.of(folder.resolve("days").toString()), Optional.empty(), Optional.empty());
        List<ReplayFile> byPattern =
                FileSelection.of(List.of(folder + "/days/*.csv"), Optional.empty(), Optional.empty());

        assertThat(inFolder)
                .extracting(ReplayFile::source)
                .containsExactly("urn:plumbline:file:1.csv", "urn:plumbline:file:2.csv");
        assertThat(byPattern).isEqualTo(inFolder);
    }

    @Test
    void aFileThatDoesNotFitTheContractIsNamedAndTheOthersGoThrough() throws Exception {
        Path foreign = write("foreign.csv", "temperature,humidity\n1,2\n");
        Path good = write("shop.csv", HEADER + ROW);

        ReplayReport report = replay(List.of(foreign, good), Duration.ofSeconds(30));

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.broken()).singleElement().satisfies(broken -> assertThat(broken.toString())
                .contains("foreign.csv")
                .contains("temperature"));
    }

    private ReplayReport replay(Path file) throws IOException {
        return replay(file, Duration.ofSeconds(30));
    }

    private ReplayReport replay(Path file, Duration patience) throws IOException {
        return replay(List.of(file), patience);
    }

    private ReplayReport replay(List<Path> paths, Duration patience) throws IOException {
        List<ReplayFile> files =
                FileSelection.of(paths.stream().map(Path::toString).toList(), Optional.empty(), Optional.empty());
        URI events = ingest.events("orders");
        Replay replay = new Replay(
                orders,
                events,
                new EventSender(patience, said -> {}),
                new Replay.Manner(Optional.empty(), StandardCharsets.UTF_8, 0));
        replay.send(files);
        return replay.report();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path gzip(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static String varied(int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(ROW.replace("536365", Integer.toString(i * 7919 % 1_000_003)));
        }
        return text.toString();
    }
}
