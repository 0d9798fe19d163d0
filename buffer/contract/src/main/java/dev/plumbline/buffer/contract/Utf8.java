package dev.plumbline.buffer.contract;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at an event's bytes before they are parsed. The parser takes overlong forms, encoded surrogates and UTF-16 for
 * text; what waits in a topic must be UTF-8 for every reader, so it is checked here, eight bytes at a time.
 */
final class Utf8 {

    /** A byte above 127 is there. */
    static final int NOT_ASCII = 1;

    /** A backslash is there, so a string may hold an escape. */
    static final int ESCAPES = 2;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;

    private Utf8() {}

    /** {@link #NOT_ASCII} and {@link #ESCAPES}, as found; an escape may be reported where there is none, never the other way. */
    static int scan(byte[] bytes, int offset, int length) {
        long high = 0;
        long escapes = 0;
        int position = offset;
        int end = offset + length;
        for (; position <= end - Long.BYTES; position += Long.BYTES) {
            long word = (long) LONGS.get(bytes, position);
            high |= word;
            long zeroWhereBackslash = word ^ BACKSLASHES;
            escapes |= (zeroWhereBackslash - ONES) & ~zeroWhereBackslash;
        }
        for (; position < end; position++) {
            high |= bytes[position];
            escapes |= bytes[position] == '\\' ? HIGH_BITS : 0;
        }
        return ((high & HIGH_BITS) != 0 ? NOT_ASCII : 0) | ((escapes & HIGH_BITS) != 0 ? ESCAPES : 0);
    }

    /** The index, from {@code offset}, of the first byte that no UTF-8 text has there, or -1. */
    static int firstInvalid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int position = offset;
        while (position < end) {
            int lead = bytes[position];
            if (lead >= 0) {
                position++;
                continue;
            }
            int size = sizeOf(lead & 0xFF);
            if (size == 0 || position + size > end || !continues(bytes, position, size)) {
                return position - offset;
            }
            position += size;
        }
        return -1;
    }

    private static int sizeOf(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 2;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 3;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    }

    private static boolean continues(byte[] bytes, int position, int size) {
        int second = bytes[position + 1] & 0xFF;
        int lowest = 0x80;
        int highest = 0xBF;
        switch (bytes[position] & 0xFF) {
            case 0xE0 -> lowest = 0xA0;
            case 0xED -> highest = 0x9F;
            case 0xF0 -> lowest = 0x90;
            case 0xF4 -> highest = 0x8F;
            default -> {}
        }
        if (second < lowest || second > highest) {
            return false;
        }
        for (int index = 2; index < size; index++) {
            if ((bytes[position + index] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
