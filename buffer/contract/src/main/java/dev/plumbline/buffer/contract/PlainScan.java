package dev.plumbline.buffer.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A look at an event's bytes without a parser, which most events need no more than: nothing in them is escaped, repeated or
 * unknown. It can only say that an event is valid. What it does not recognise, the parser decides, and says what is
 * wrong. The bytes are UTF-8 without a backslash; that was looked at before.
 */
final class PlainScan {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    /** Enough for a timestamp and for any number that fits 64 bits; a longer one goes to the parser. */
    private static final int SHORT = 40;

    /** As many digits as a long surely holds. */
    private static final int LONG_DIGITS = 18;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int from;
    private int to;
    private int depth;
    private final char[] characters = new char[SHORT];

    /** The last whole number. */
    long number;
    /** The last timestamp, or the midnight of the last date. */
    long micros;

    long eventTimeMicros = EventReader.NO_EVENT_TIME;
    String key;

    PlainScan(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        position = offset;
        end = offset + length;
    }

    /** Goes past white space and {@code symbol}; stays before the symbol where it is another. */
    boolean symbol(char symbol) {
        skipSpace();
        if (position < end && bytes[position] == symbol) {
            position++;
            return true;
        }
        return false;
    }

    /** Whether nothing but white space is left. */
    boolean atEnd() {
        skipSpace();
        return position == end;
    }

    /** Goes past a field's name with its quotes; the white space before it has been passed. */
    boolean name(byte[] quoted) {
        return passes(quoted);
    }

    void skipSpace() {
        while (position < end && isSpace(bytes[position])) {
            position++;
        }
    }

    boolean isNull() {
        return word(NULL);
    }

    boolean isBoolean() {
        return word(TRUE) || word(FALSE);
    }

    private boolean word(byte[] word) {
        skipSpace();
        return position < end && bytes[position] == word[0] && passes(word);
    }

    private boolean passes(byte[] expected) {
        int after = position + expected.length;
        if (after > end || !Arrays.equals(bytes, position, after, expected, 0, expected.length)) {
            return false;
        }
        position = after;
        return true;
    }

    /** Goes past a text and counts its characters; -1 where none starts here or it holds what must be escaped. */
    int text() {
        if (!symbol('"')) {
            return -1;
        }
        from = position;
        int characters = 0;
        for (int at = from; at < end; at++) {
            byte next = bytes[at];
            if (next == '"') {
                to = at;
                position = at + 1;
                return characters;
            }
            if (next >= 0 && next < ' ') {
                return -1;
            }
            // All bytes of a character but the first are 10xxxxxx.
            characters += next >= -64 ? 1 : 0;
        }
        return -1;
    }

    /** The text or number that was just passed. */
    String passed() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The text or number that was just passed, in {@link #characters}; its length, or 0 where it is long. */
    int passedCharacters() {
        int length = to - from;
        if (length > SHORT) {
            return 0;
        }
        for (int index = 0; index < length; index++) {
            characters[index] = (char) (bytes[from + index] & 0xFF);
        }
        return length;
    }

    char[] characters() {
        return characters;
    }

    /** Goes past a whole number, which is then {@link #number}. */
    boolean whole() {
        skipSpace();
        from = position;
        boolean negative = position < end && bytes[position] == '-';
        int first = negative ? position + 1 : position;
        int after = digits(first);
        int count = after - first;
        if (count == 0 || count > LONG_DIGITS || bytes[first] == '0' && (count > 1 || negative)) {
            return false;
        }
        long value = 0;
        for (int at = first; at < after; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        number = negative ? -value : value;
        to = after;
        position = after;
        return true;
    }

    /** Goes past a number without an exponent. */
    boolean decimal() {
        skipSpace();
        from = position;
        int first = position < end && bytes[position] == '-' ? position + 1 : position;
        int after = digits(first);
        if (after == first || bytes[first] == '0' && after > first + 1) {
            return false;
        }
        if (after < end && bytes[after] == '.') {
            int point = after;
            after = digits(point + 1);
            if (after == point + 1) {
                return false;
            }
        }
        to = after;
        position = after;
        return true;
    }

    /** Goes into an object or list; false where it is nested too deep. */
    boolean enter(char opening) {
        return depth++ < EventReader.MAXIMUM_DEPTH && symbol(opening);
    }

    /** Says that the end of what was entered has been passed. */
    void leave() {
        depth--;
    }

    private int digits(int start) {
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }
}
