package dev.plumbline.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberingReaderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void givesBackRowsWhateverTheLineEndsAndTheSizeOfReads(int size) throws IOException {
        RememberingReader reader = new RememberingReader(new StringReader("one\r\ntwo,\"2\n2\"\rthree\nfour"));
        char[] buffer = new char[size];
        int count = 0;
        while (count >= 0) {
            count = reader.read(buffer, 0, size);
        }

        assertThat(reader.rowAt(1)).isEqualTo("one");
        assertThat(reader.rowAt(2)).isEqualTo("two,\"2\n2\"");
        reader.forgetBefore(4);
        assertThat(reader.rowAt(4)).isEqualTo("three");
        assertThat(reader.rowAt(5)).isEqualTo("four");
    }
}
