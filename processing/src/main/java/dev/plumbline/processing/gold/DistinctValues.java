package dev.plumbline.processing.gold;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A set of values by their 128-bit hashes (SHA-256, cut): values of any length in 21 to 43 bytes each, and no two will be
 * taken for one. Open addressing with linear probing, two longs a value, empty where both are 0.
 */
final class DistinctValues {

    private static final int FIRST_CAPACITY = 2;
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(DistinctValues::sha256);

    private long[] cells = new long[FIRST_CAPACITY * 2];
    private int size;

    /** Adds a value; false where it is there already. */
    boolean add(UnsafeRow value) {
        ByteBuffer hash = ByteBuffer.wrap(DIGEST.get().digest(value.getBytes()));
        long high = hash.getLong();
        long low = hash.getLong();
        int slot = slot(high, low);
        if (cells[2 * slot] == high && cells[2 * slot + 1] == low) {
            return false;
        }
        put(slot, high, low);
        size++;
        if (size * 4 > cells.length / 2 * 3) {
            grow();
        }
        return true;
    }

    long bytes() {
        return 40 + 8L * cells.length;
    }

    /** Where the hash stands, or where it would. */
    private int slot(long high, long low) {
        int mask = cells.length / 2 - 1;
        int slot = (int) low & mask;
        while ((cells[2 * slot] != 0 || cells[2 * slot + 1] != 0)
                && (cells[2 * slot] != high || cells[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void put(int slot, long high, long low) {
        cells[2 * slot] = high;
        cells[2 * slot + 1] = low;
    }

    private void grow() {
        long[] old = cells;
        cells = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0 || old[i + 1] != 0) {
                put(slot(old[i], old[i + 1]), old[i], old[i + 1]);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
