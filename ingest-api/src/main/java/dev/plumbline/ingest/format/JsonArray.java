package dev.plumbline.ingest.format;

/**
 * Finds the elements of a JSON array by their bytes, without parsing them: what an element holds is the contract's to
 * check. Made only for arrays whose brackets, commas and quotes add up, so that every element found is a whole one.
 */
public final class JsonArray {

    private final byte[] bytes;
    private final int end;
    private int position;
    private int from;
    private int to;

    private JsonArray(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.end = to;
        this.position = from;
    }

    /** Whether the first byte that is no white space opens an array. */
    public static boolean startsAt(byte[] bytes, int from, int to) {
        int first = skipSpace(bytes, from, to);
        return first < to && bytes[first] == '[';
    }

    /** The array that fills the bytes, or null where it is not well formed. */
    public static JsonArray of(byte[] bytes, int from, int to) {
        int open = skipSpace(bytes, from, to) + 1;
        JsonArray rehearsal = new JsonArray(bytes, open, to);
        while (rehearsal.next()) {
            // Only to see whether it reaches the closing bracket.
        }
        boolean closed = rehearsal.position < to
                && bytes[rehearsal.position] == ']'
                && skipSpace(bytes, rehearsal.position + 1, to) == to;
        return closed ? new JsonArray(bytes, open, to) : null;
    }

    /** Goes to the next element; false at the closing bracket, or where the array is broken. */
    public boolean next() {
        boolean first = to == 0;
        int start = skipSpace(bytes, position, end);
        if (start == end || bytes[start] == ']') {
            position = start;
            return false;
        }
        if (!first) {
            if (bytes[start] != ',') {
                return broken();
            }
            start = skipSpace(bytes, start + 1, end);
        }
        int stop = elementEnd(start);
        if (stop <= start) {
            return broken();
        }
        from = start;
        to = stop;
        position = stop;
        return true;
    }

    public int from() {
        return from;
    }

    public int length() {
        return to - from;
    }

    private boolean broken() {
        position = end;
        return false;
    }

    /** Where the element that starts here ends, or -1. */
    private int elementEnd(int start) {
        int depth = 0;
        for (int i = start; i < end; i++) {
            switch (bytes[i]) {
                case '"' -> {
                    i = stringEnd(i);
                    if (i < 0) {
                        return -1;
                    }
                }
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth == 0) {
                        return i;
                    }
                    depth--;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return trimmed(start, i);
                    }
                }
                default -> {
                    // Part of a number, a literal or white space.
                }
            }
        }
        return -1;
    }

    private int trimmed(int start, int stop) {
        int last = stop;
        while (last > start && isSpace(bytes[last - 1])) {
            last--;
        }
        return last;
    }

    /** The position of the closing quote, or -1. */
    private int stringEnd(int quote) {
        for (int i = quote + 1; i < end; i++) {
            if (bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == '"') {
                return i;
            }
        }
        return -1;
    }

    private static int skipSpace(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && isSpace(bytes[position])) {
            position++;
        }
        return position;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
