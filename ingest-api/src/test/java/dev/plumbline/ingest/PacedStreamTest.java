package dev.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PacedStreamTest {

    @Test
    void endsABodyThatTrickles() {
        PacedStream stream = new PacedStream(new Trickle(), Duration.ofMillis(50), 1_000_000);

        assertThatThrownBy(stream::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("1000000 per second");
    }

    @Test
    void letsASlowBodyPassThatIsFastEnoughOrMayBeAsSlowAsItLikes() throws IOException {
        assertThat(new PacedStream(new Trickle(), Duration.ofMillis(50), 10).readAllBytes())
                .hasSize(100);
        assertThat(new PacedStream(new Trickle(), Duration.ofMillis(50), 0).readAllBytes())
                .hasSize(100);
    }

    /** A byte every millisecond or so. */
    private static final class Trickle extends InputStream {

        private final InputStream bytes = new ByteArrayInputStream(new byte[100]);

        @Override
        public int read() throws IOException {
            LockSupport.parkNanos(1_000_000);
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            LockSupport.parkNanos(1_000_000);
            return bytes.read(buffer, offset, Math.min(1, length));
        }
    }
}
