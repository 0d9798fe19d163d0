package dev.plumbline.ingest;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** How much is let in at a time, so that neither many senders nor slow ones can use up the memory. Safe for many threads. */
final class Admission {

    private final Semaphore requests;
    private final int maxRequests;
    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    Admission(int maxRequests, long maxBytes) {
        this.requests = new Semaphore(maxRequests);
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** Lets a request in, or refuses it with 429. */
    Permit enter() {
        if (!requests.tryAcquire()) {
            throw Problem.tooBusy(
                            maxRequests + " requests are being answered already; ingest.max-requests sets the limit")
                    .refusal();
        }
        return new Permit();
    }

    int requestsNow() {
        return maxRequests - requests.availablePermits();
    }

    /** What one request holds until it is closed. */
    final class Permit implements AutoCloseable {

        private long bytes;

        /** Counts further bytes that the request holds in memory, or refuses it with 429. */
        void hold(int more) {
            if (heldBytes.addAndGet(more) > maxBytes) {
                heldBytes.addAndGet(-more);
                throw Problem.tooBusy("bodies of " + maxBytes
                                + " bytes are held already; ingest.max-buffered-bytes sets the limit")
                        .refusal();
            }
            bytes += more;
        }

        @Override
        public void close() {
            heldBytes.addAndGet(-bytes);
            requests.release();
        }
    }
}
