package dev.plumbline.local.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One event per line, sent as it is; blank lines do not count. */
final class NdjsonRecords implements Records {

    private final LineInput lines;

    NdjsonRecords(LineInput lines) {
        this.lines = lines;
    }

    @Override
    public Entry next() throws IOException {
        while (lines.next()) {
            if (lines.cut()) {
                return new Entry(
                        RawText.asJson(new String(lines.bytes(), StandardCharsets.UTF_8)),
                        lines.number(),
                        "the line is longer than " + LineInput.LONGEST + " bytes");
            }
            if (!lines.blank()) {
                return new Entry(lines.bytes(), lines.number(), Entry.NONE);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
