package dev.plumbline.processing.stream;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which events silver already holds, for ever: per day of event time the 128-bit hashes (SHA-256, cut) of {@code source} and
 * {@code id}, with the event's content hash and the Kafka position it was taken from. A day is read back from silver when
 * it is first touched and dropped, least recently used first, above a budget of bytes; silver stays the only truth.
 *
 * <p>{@link #claim} may be called by many tasks at once; {@link #begin}, {@link #committed} and {@link #forget} by the driver only.
 */
final class SeenEvents {

    /** What a claim found. */
    enum Verdict {
        /** Nobody has this identity: the event belongs in silver. */
        NEW,
        /** Silver holds this very record, from an attempt that was cut off after its commit. */
        ALREADY_WRITTEN,
        /** Silver, or an earlier record of this batch, holds the same identity with the same content. */
        DUPLICATE,
        /** The same identity arrived before with other content. */
        CONFLICT
    }

    /** Reads what silver holds of one day (days since 1970-01-01) into a sink. */
    interface SilverDays {
        void read(int day, Sink sink);
    }

    /** Takes one row of silver. */
    interface Sink {
        void add(String source, String id, long contentHash, int partition, long offset);
    }

    private static final int STRIPES = 64;

    private final SilverDays silver;
    private final long budgetBytes;
    private final boolean timedByArrival;
    private final Object claims = new Object();
    private final Map<Integer, Day> days = new ConcurrentHashMap<>();
    private final Object[] stripeLocks =
            Stream.generate(Object::new).limit(STRIPES).toArray();
    private volatile long batch;

    /** One day: what silver holds, and what tasks of the running batch have claimed, under the lock of each stripe. */
    private static final class Day {
        final HashTable held = new HashTable();
        /** Null where nothing is claimed: a batch may touch as many days as it has events. */
        final HashTable[] claimed = new HashTable[STRIPES];

        volatile long lastBatch;

        HashTable claims(int stripe) {
            if (claimed[stripe] == null) {
                claimed[stripe] = new HashTable();
            }
            return claimed[stripe];
        }
    }

    /** The stripe that an identity's claim is in, on whichever day. */
    private static int stripe(Identity identity) {
        return (int) (identity.high() >>> 58);
    }

    /**
     * {@code timedByArrival} says that the stream has no event time of its own: an event that is sent again around midnight
     * then falls on another day, so the days beside it are looked into as well.
     */
    SeenEvents(SilverDays silver, long budgetBytes, boolean timedByArrival) {
        this.silver = silver;
        this.budgetBytes = budgetBytes;
        this.timedByArrival = timedByArrival;
    }

    /** Starts a batch and returns its number: claims of an attempt that failed are void. */
    long begin() {
        synchronized (claims) {
            batch++;
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                synchronized (stripeLocks[stripe]) {
                    for (Day day : days.values()) {
                        day.claimed[stripe] = null;
                    }
                }
            }
            return batch;
        }
    }

    /** What silver holds of an identity; NEW where it holds nothing. */
    Verdict held(Identity identity) {
        Verdict held = heldOn(identity.day(), identity);
        if (held == Verdict.NEW && timedByArrival) {
            held = heldOn(identity.day() - 1, identity);
        }
        if (held == Verdict.NEW && timedByArrival) {
            // Its partition may be behind that of its repetition, which was read first then.
            held = heldOn(identity.day() + 1, identity);
        }
        return held;
    }

    /**
     * Claims an identity for its record. The first claim in a batch wins; asking again for the same record gives the same
     * answer. A task of an earlier batch, which runs on after its batch failed, is refused.
     */
    Verdict claim(long ofBatch, Identity identity) {
        Verdict held = held(identity);
        if (held != Verdict.NEW) {
            return held;
        }
        touch(identity.day());
        if (timedByArrival) {
            // One after the other: the days on both sides of midnight are one place then.
            synchronized (claims) {
                requireCurrent(ofBatch);
                Verdict beside = claimed(identity.day() - 1, identity);
                beside = beside == null ? claimed(identity.day() + 1, identity) : beside;
                return beside != null ? beside : claimOnItsDay(ofBatch, identity);
            }
        }
        return claimOnItsDay(ofBatch, identity);
    }

    private Verdict claimOnItsDay(long ofBatch, Identity identity) {
        Day day = touch(identity.day());
        synchronized (stripeLocks[stripe(identity)]) {
            // Under the lock that voids the claims of earlier batches: a claim of one cannot come after that.
            requireCurrent(ofBatch);
            HashTable claims = day.claims(stripe(identity));
            Verdict claimed = verdict(claims, identity);
            if (claimed == null) {
                claims.add(identity.high(), identity.low(), identity.contentHash(), identity.owner());
                return Verdict.NEW;
            }
            return claimed;
        }
    }

    private Verdict claimed(int day, Identity identity) {
        Day known = days.get(day);
        HashTable claims = known == null ? null : known.claimed[stripe(identity)];
        return claims == null ? null : verdict(claims, identity);
    }

    private static Verdict verdict(HashTable claims, Identity identity) {
        int slot = claims.find(identity.high(), identity.low());
        if (slot < 0) {
            return null;
        }
        if (claims.owner(slot) == identity.owner()) {
            return Verdict.NEW;
        }
        return claims.content(slot) == identity.contentHash() ? Verdict.DUPLICATE : Verdict.CONFLICT;
    }

    private void requireCurrent(long ofBatch) {
        if (ofBatch != batch) {
            throw new IllegalStateException("a task of batch " + ofBatch + " claims in batch " + batch);
        }
    }

    /** Silver has committed the batch: what was claimed is now held. */
    void committed() {
        days.values().forEach(day -> {
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                if (day.claimed[stripe] != null) {
                    day.held.addAll(day.claimed[stripe]);
                    day.claimed[stripe] = null;
                }
            }
        });
        evict();
    }

    /** Forgets everything; silver is read again as days are touched. */
    void forget() {
        days.clear();
    }

    long bytes() {
        return days.values().stream().mapToLong(day -> day.held.bytes()).sum();
    }

    private Verdict heldOn(int number, Identity identity) {
        HashTable held = touch(number).held;
        int slot = held.find(identity.high(), identity.low());
        if (slot < 0) {
            return Verdict.NEW;
        }
        if (held.owner(slot) == identity.owner()) {
            return Verdict.ALREADY_WRITTEN;
        }
        return held.content(slot) == identity.contentHash() ? Verdict.DUPLICATE : Verdict.CONFLICT;
    }

    private Day touch(int number) {
        Day day = days.get(number);
        if (day == null) {
            day = days.computeIfAbsent(number, this::load);
        }
        day.lastBatch = batch;
        return day;
    }

    private Day load(int number) {
        Day day = new Day();
        silver.read(number, (source, id, contentHash, partition, offset) -> {
            Identity row = Identity.of(source, id, number, contentHash, partition, offset);
            day.held.add(row.high(), row.low(), contentHash, row.owner());
        });
        return day;
    }

    private void evict() {
        long bytes = bytes();
        // An event that is timed by arrival asks three days: dropped, one would be read back with each.
        int used = timedByArrival ? 3 : 2;
        while (bytes > budgetBytes && days.size() > used) {
            Map.Entry<Integer, Day> oldest = days.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastBatch))
                    .orElseThrow();
            bytes -= oldest.getValue().held.bytes();
            days.remove(oldest.getKey());
        }
    }

    /**
     * Open addressing with linear probing, four longs an entry (hash, hash, content, owner): 43 bytes an event at the
     * usual fill. An entry is empty where both hashes are 0, which SHA-256 does not give.
     */
    private static final class HashTable {

        private static final int WIDTH = 4;
        private static final int FIRST_CAPACITY = 4;

        private long[] cells = new long[FIRST_CAPACITY * WIDTH];
        private int size;

        /** The entry's slot, or -1. */
        int find(long high, long low) {
            int mask = cells.length / WIDTH - 1;
            for (int slot = (int) low & mask; ; slot = (slot + 1) & mask) {
                long there = cells[slot * WIDTH];
                if (there == high && cells[slot * WIDTH + 1] == low) {
                    return slot;
                }
                if (there == 0 && cells[slot * WIDTH + 1] == 0) {
                    return -1;
                }
            }
        }

        void add(long high, long low, long content, long owner) {
            if ((size + 1) * 4 > cells.length / WIDTH * 3) {
                grow();
            }
            int mask = cells.length / WIDTH - 1;
            int slot = (int) low & mask;
            while (cells[slot * WIDTH] != 0 || cells[slot * WIDTH + 1] != 0) {
                slot = (slot + 1) & mask;
            }
            cells[slot * WIDTH] = high;
            cells[slot * WIDTH + 1] = low;
            cells[slot * WIDTH + 2] = content;
            cells[slot * WIDTH + 3] = owner;
            size++;
        }

        void addAll(HashTable other) {
            if (other.size == 0) {
                return;
            }
            for (int i = 0; i < other.cells.length; i += WIDTH) {
                if (other.cells[i] != 0 || other.cells[i + 1] != 0) {
                    add(other.cells[i], other.cells[i + 1], other.cells[i + 2], other.cells[i + 3]);
                }
            }
        }

        long content(int slot) {
            return cells[slot * WIDTH + 2];
        }

        long owner(int slot) {
            return cells[slot * WIDTH + 3];
        }

        long bytes() {
            return 8L * cells.length;
        }

        private void grow() {
            long[] old = cells;
            cells = new long[old.length * 2];
            size = 0;
            for (int i = 0; i < old.length; i += WIDTH) {
                if (old[i] != 0 || old[i + 1] != 0) {
                    add(old[i], old[i + 1], old[i + 2], old[i + 3]);
                }
            }
        }
    }
}
