package dev.plumbline.local.replay;

import dev.plumbline.buffer.contract.CombinedLog;
import dev.plumbline.buffer.contract.LineMapping;
import dev.plumbline.buffer.contract.UnreadableLineException;
import java.io.IOException;
import java.nio.charset.Charset;

/** Lines of an access log in Apache's combined format; blank lines do not count. */
final class LogRecords implements Records {

    private final LineInput lines;
    private final LineMapping mapping;
    private final Charset charset;

    LogRecords(LineInput lines, LineMapping mapping, Charset charset) {
        this.lines = lines;
        this.mapping = mapping;
        this.charset = charset;
    }

    @Override
    public Entry next() throws IOException {
        while (lines.next()) {
            if (!lines.blank()) {
                return entry(new String(lines.bytes(), charset));
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private Entry entry(String line) {
        try {
            Texts.requireDecoded(line, charset);
            return new Entry(mapping.event(CombinedLog.parse(line)), lines.number(), Entry.NONE);
        } catch (UnreadableLineException e) {
            return new Entry(RawText.asJson(line), lines.number(), e.getMessage());
        }
    }
}
