package dev.plumbline.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void cutsLinesWithoutTheWhiteSpaceAroundThem() throws IOException {
        assertThat(lines("a\r\n\n \t b c \n\r\nlast", 100)).containsExactly("a", "b c", "last");
    }

    @Test
    void readsNothingFromNothing() throws IOException {
        assertThat(lines("", 100)).isEmpty();
        assertThat(lines("\n \r\n", 100)).isEmpty();
    }

    @Test
    void cutsALineThatIsTooLongAndGoesOn() throws IOException {
        String tooLong = "x".repeat(5000);

        assertThat(lines("a\n" + tooLong + "\nb\n" + tooLong, 10))
                .containsExactly("a", "xxxxxxxxxx…", "b", "xxxxxxxxxx…");
    }

    @Test
    void findsTheSameLinesHoweverTheBytesArrive() throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int line = 0; line < 20; line++) {
                int length = random.nextInt(10) == 0 ? random.nextInt(6000) : random.nextInt(50);
                String content = "y".repeat(length);
                text.append(content).append('\n');
                if (length > 0) {
                    expected.add(length > 2000 ? "y".repeat(2000) + "…" : content);
                }
            }
            InputStream trickle = new Trickle(text.toString().getBytes(StandardCharsets.UTF_8), random.split());

            assertThat(lines(new LineReader(trickle, 2000, 1, more -> {}))).isEqualTo(expected);
        }
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends ByteArrayInputStream {

        private final SplittableRandom random;

        Trickle(byte[] bytes, SplittableRandom random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(700)));
        }
    }

    private static List<String> lines(String text, int maxLineBytes) throws IOException {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return lines(new LineReader(in, maxLineBytes, 1, more -> {}));
    }

    private static List<String> lines(LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            String line = new String(reader.buffer(), reader.from(), reader.length(), StandardCharsets.UTF_8);
            lines.add(reader.tooLong() ? line + "…" : line);
        }
        return lines;
    }

    @Test
    void tellsByHowMuchItsBufferGrows() throws IOException {
        AtomicInteger grown = new AtomicInteger(1024);
        byte[] line = "x".repeat(5000).getBytes(StandardCharsets.UTF_8);
        LineReader reader = new LineReader(new ByteArrayInputStream(line), 10_000, 1024, grown::addAndGet);

        assertThat(reader.next()).isTrue();

        assertThat(grown).hasValue(reader.buffer().length);
    }

    @Test
    void doesNotGrowWhereThatIsRefused() {
        byte[] line = "x".repeat(5000).getBytes(StandardCharsets.UTF_8);
        LineReader reader = new LineReader(new ByteArrayInputStream(line), 10_000, 1024, more -> {
            throw new IllegalStateException("no room for " + more);
        });

        assertThatThrownBy(reader::next).hasMessage("no room for 1024");
    }
}
