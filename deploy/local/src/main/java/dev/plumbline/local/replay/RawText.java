package dev.plumbline.local.replay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Text that is no event, as a JSON string on one line: ingest refuses it and keeps it. */
final class RawText {

    /** Longer texts are cut: they are shown to people, and the file still has them. */
    private static final int LONGEST = 100_000;

    private RawText() {}

    static byte[] asJson(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        char[] quoted = JsonStringEncoder.getInstance().quoteAsString(cut);
        return ('"' + new String(quoted) + '"').getBytes(StandardCharsets.UTF_8);
    }
}
