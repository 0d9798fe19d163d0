package dev.plumbline.buffer.kafka;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Collects what became of the events of a test. */
final class Outcomes implements Acknowledgement {

    record Place(long index, int partition, long offset) {}

    record Failed(long index, AppendFailure failure) {}

    private final CountDownLatch open;
    private final List<Place> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Failed> failed = new CopyOnWriteArrayList<>();

    Outcomes(int count) {
        this.open = new CountDownLatch(count);
    }

    @Override
    public void acknowledged(long index, int partition, long offset) {
        acknowledged.add(new Place(index, partition, offset));
        open.countDown();
    }

    @Override
    public void failed(long index, AppendFailure failure) {
        failed.add(new Failed(index, failure));
        open.countDown();
    }

    void await() throws InterruptedException {
        if (!open.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError(open.getCount() + " events without an outcome");
        }
    }

    List<Place> acknowledged() {
        return acknowledged;
    }

    List<Failed> failed() {
        return failed;
    }
}
