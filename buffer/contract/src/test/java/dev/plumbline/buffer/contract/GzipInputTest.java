package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipInputTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 20, 29, 30, 31, 64, 8192})
    void membersAreReadWhereverABufferEnds(int bufferBytes) throws IOException {
        byte[] three = joined(member("one\n"), member(""), member("three\n"));

        assertThat(text(new GzipInput(new ByteArrayInputStream(three), bufferBytes)))
                .isEqualTo("one\nthree\n");
    }

    @Test
    void aMemberThatArrivesLaterIsWaitedFor() throws IOException {
        InputStream arriving = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(member("one\n")),
                new ByteArrayInputStream(member("two\n")),
                new ByteArrayInputStream(member("three\n")))));
        // As a socket between two packets.
        InputStream nothingYet = new FilterInputStream(arriving) {
            @Override
            public int available() {
                return 0;
            }
        };

        assertThat(text(new GzipInput(nothingYet, 8192))).isEqualTo("one\ntwo\nthree\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 20, 29, 30, 31, 64, 8192})
    void whatFollowsAMemberAndIsNoneIsAnErrorAfterTheGoodPart(int bufferBytes) throws IOException {
        byte[] damaged = member("two\n");
        damaged[0] = 0;
        for (byte[] rest : List.of(
                damaged,
                Arrays.copyOf(member("two\n"), 1),
                Arrays.copyOf(member("two\n"), 9),
                "x".getBytes(StandardCharsets.US_ASCII),
                "no gzip".getBytes(StandardCharsets.US_ASCII))) {
            GzipInput in = new GzipInput(new ByteArrayInputStream(joined(member("one\n"), rest)), bufferBytes);

            assertThat(new String(in.readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo("one\n");
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(ZipException.class)
                    .hasMessage("bytes that are no gzip follow what is");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 12})
    void whatFailsBetweenTwoMembersIsNoEnd(int bytesOfTheSecond) throws IOException {
        IOException silence = new IOException("nothing came for 30 s");
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                throw silence;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw silence;
            }
        };
        byte[] begun = joined(member("one\n"), Arrays.copyOf(member("two\n"), bytesOfTheSecond));
        GzipInput in = new GzipInput(new SequenceInputStream(new ByteArrayInputStream(begun), silent), 8192);

        assertThat(new String(in.readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo("one\n");
        assertThatThrownBy(in::readAllBytes).isSameAs(silence);
        assertThatThrownBy(in::read).isSameAs(silence);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static byte[] member(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
