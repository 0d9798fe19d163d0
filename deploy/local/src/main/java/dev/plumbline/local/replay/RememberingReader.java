package dev.plumbline.local.replay;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers the text that passes through it, line by line, as long as it may still be asked for: the CSV parser hands out
 * values only, and a row that is wrong must be kept as it was written.
 */
final class RememberingReader extends FilterReader {

    private record Passed(String text, long firstLine, long lastLine) {}

    private final Deque<Passed> passed = new ArrayDeque<>();
    private long line = 1;
    private boolean afterCarriageReturn;

    RememberingReader(Reader in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            String text = new String(buffer, offset, count);
            long first = line;
            line += ends(text);
            passed.add(new Passed(text, first, line));
        }
        return count;
    }

    /** Lines before this one will not be asked for any more. */
    void forgetBefore(long number) {
        while (!passed.isEmpty() && passed.peek().lastLine() < number) {
            passed.remove();
        }
    }

    /** The row that begins at the given line, as it was written: to the line's end, or further where quotes are open. */
    String rowAt(long number) {
        StringBuilder text = new StringBuilder();
        passed.forEach(part -> text.append(part.text()));
        int start = 0;
        for (long at = passed.isEmpty() ? number : passed.peek().firstLine(); at < number; at++) {
            start = afterLineEnd(text, start);
        }
        int end = start;
        boolean quoted = false;
        while (end < text.length() && (quoted || text.charAt(end) != '\n' && text.charAt(end) != '\r')) {
            quoted ^= text.charAt(end) == '"';
            end++;
        }
        return text.substring(start, end);
    }

    /** CR LF may be cut in two by the end of a read; the LF then belongs to the line end that was counted. */
    private long ends(String text) {
        long ends = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\r' || character == '\n' && !afterCarriageReturn) {
                ends++;
            }
            afterCarriageReturn = character == '\r';
        }
        return ends;
    }

    private static int afterLineEnd(CharSequence text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        boolean pair = i + 1 < text.length() && text.charAt(i) == '\r' && text.charAt(i + 1) == '\n';
        return Math.min(text.length(), i + (pair ? 2 : 1));
    }
}
