package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.Violation;
import dev.plumbline.buffer.kafka.Acknowledgement;
import dev.plumbline.buffer.kafka.AppendFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What became of the events of one request. The request's thread enters events, the producer's thread settles them, and
 * {@link #settled} hands over between the two: whoever reads it sees everything that was written before it was raised.
 * One object for all events of a request, so that an event costs no future and no lambda.
 */
final class Ledger implements Acknowledgement {

    /** How many events are listed one by one in an answer. */
    static final int LISTED = 1000;

    /** An event that its contract does not allow. */
    record Rejection(long index, String id, String source, Violation violation) {}

    /** An event of which nobody knows yet whether it stands in the log. */
    record Doubt(long index, String reason) {}

    private static final long NOBODY_WAITS = Long.MAX_VALUE;

    private final Thread owner = Thread.currentThread();
    private final Acknowledgement deadLetters = new DeadLetters();

    private final int capacity;
    private final String[] ids;
    private final String[] sources;
    private final int[] partitions;
    private final long[] offsets;

    private final List<Rejection> rejections = new ArrayList<>();
    private long entered;
    private volatile long wakeAt = NOBODY_WAITS;

    private final AtomicLong settled = new AtomicLong();
    private long accepted;
    private long rejected;
    private volatile boolean failed;
    private final List<Doubt> doubts = new ArrayList<>();
    private final List<Rejection> refusals = new ArrayList<>();
    private long unknown;
    private long firstUnknown = Long.MAX_VALUE;

    /** A ledger that remembers the first {@code events} one by one (at most {@link #LISTED}), and the rest in numbers. */
    Ledger(int events) {
        capacity = Math.min(events, LISTED);
        ids = new String[capacity];
        sources = new String[capacity];
        partitions = new int[capacity];
        offsets = new long[capacity];
    }

    /** Enters the next event and returns its index. Its outcome comes by {@link #acknowledged} or {@link #failed}. */
    long enter(String id, String source) {
        long index = entered++;
        if (index < capacity) {
            ids[(int) index] = id;
            sources[(int) index] = source;
            partitions[(int) index] = -1;
        }
        return index;
    }

    /** Says that the event just entered is on its way to the dead letters, whose outcome comes by {@link #deadLetters}. */
    void reject(Rejection rejection) {
        if (rejections.size() < LISTED) {
            rejections.add(rejection);
        }
    }

    /** Hears what became of the events that were rejected: rejected counts only what is kept as a dead letter. */
    Acknowledgement deadLetters() {
        return deadLetters;
    }

    @Override
    public void acknowledged(long index, int partition, long offset) {
        if (index < capacity) {
            partitions[(int) index] = partition;
            offsets[(int) index] = offset;
        }
        accepted++;
        settle();
    }

    @Override
    public void failed(long index, AppendFailure failure) {
        if (failure.kind() == AppendFailure.Kind.REFUSED) {
            refused(index, failure);
            return;
        }
        synchronized (doubts) {
            unknown++;
            firstUnknown = Math.min(firstUnknown, index);
            if (doubts.size() < LISTED) {
                doubts.add(new Doubt(index, failure.reason()));
            }
        }
        failed = true;
        settle();
    }

    /** The buffer will never take it, nor a dead letter of its length: sending it again would be in vain. */
    private void refused(long index, AppendFailure failure) {
        synchronized (doubts) {
            if (refusals.size() < LISTED) {
                boolean listed = index < capacity;
                refusals.add(new Rejection(
                        index,
                        listed ? ids[(int) index] : null,
                        listed ? sources[(int) index] : null,
                        new Violation(
                                "",
                                Intake.EVENT_SIZE,
                                "the buffer takes no event of this length, and it is not kept as a dead letter: "
                                        + failure.reason())));
            }
        }
        rejected++;
        settle();
    }

    private final class DeadLetters implements Acknowledgement {

        @Override
        public void acknowledged(long index, int partition, long offset) {
            rejected++;
            settle();
        }

        @Override
        public void failed(long index, AppendFailure failure) {
            if (failure.kind() == AppendFailure.Kind.REFUSED) {
                // It is rejected all the same; only the dead letter is missing.
                acknowledged(index, -1, -1);
            } else {
                Ledger.this.failed(index, failure);
            }
        }
    }

    private void settle() {
        if (settled.incrementAndGet() >= wakeAt) {
            wakeAt = NOBODY_WAITS;
            LockSupport.unpark(owner);
        }
    }

    /** Whether an event could not be delivered, so that there is no point in reading on. */
    boolean failed() {
        return failed;
    }

    long entered() {
        return entered;
    }

    long outstanding() {
        return entered - settled.get();
    }

    /** Waits until no more than {@code outstanding} events are open; false when nothing has moved for {@code patience}. */
    boolean await(long outstanding, Duration patience) {
        long target = entered - outstanding;
        long seen = settled.get();
        long deadline = System.nanoTime() + patience.toNanos();
        while (seen < target) {
            wakeAt = target;
            long now = settled.get();
            if (now < target) {
                long left = deadline - System.nanoTime();
                if (now > seen) {
                    deadline = System.nanoTime() + patience.toNanos();
                } else if (left <= 0) {
                    wakeAt = NOBODY_WAITS;
                    return false;
                }
                LockSupport.parkNanos(this, Math.max(1, left));
                now = settled.get();
            }
            seen = Math.max(seen, now);
        }
        wakeAt = NOBODY_WAITS;
        return true;
    }

    /** How many events had which outcome. */
    record Counts(long accepted, long rejected, long unknown) {}

    /** What is settled so far. */
    Counts counts() {
        settled.get();
        synchronized (doubts) {
            return new Counts(accepted, rejected, unknown);
        }
    }

    /** The outcome as it stands now; what is still open counts as unknown. */
    Outcome outcome() {
        long open = outstanding();
        synchronized (doubts) {
            long resumeFrom = open > 0 ? 0 : Math.min(firstUnknown, entered);
            List<Rejection> all = new ArrayList<>(rejections);
            all.addAll(refusals);
            all.sort(Comparator.comparingLong(Rejection::index));
            return new Outcome(entered, accepted, rejected, unknown + open, resumeFrom, this, all, List.copyOf(doubts));
        }
    }

    /** The first event that is not settled for good; where something is still open, nothing is known to be. */
    record Outcome(
            long entered,
            long accepted,
            long rejected,
            long unknown,
            long resumeFrom,
            Ledger ledger,
            List<Rejection> rejections,
            List<Doubt> doubts) {

        /** Whether each event can be listed: there were no more than are remembered one by one. */
        boolean listsAll() {
            return entered <= ledger.capacity;
        }

        String id(long index) {
            return index < ledger.capacity ? ledger.ids[(int) index] : null;
        }

        String source(long index) {
            return index < ledger.capacity ? ledger.sources[(int) index] : null;
        }

        boolean isAccepted(long index) {
            return ledger.partitions[(int) index] >= 0;
        }

        int partition(long index) {
            return ledger.partitions[(int) index];
        }

        long offset(long index) {
            return ledger.offsets[(int) index];
        }
    }
}
