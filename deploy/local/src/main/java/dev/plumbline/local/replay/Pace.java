package dev.plumbline.local.replay;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.EventReader;

/** When a record is due, from its event time: as fast as it happened, or so many times faster. */
final class Pace {

    private final EventReader reader;
    private final double speed;
    private long firstEventMicros = EventReader.NO_EVENT_TIME;
    private long startNanos;

    Pace(Contract contract, double speed) {
        this.reader = EventReader.compile(contract);
        this.speed = speed;
    }

    /** How long to wait before this event is sent; 0 for one that is due or has no time. */
    long nanosUntilDue(byte[] event) {
        EventReader.Checked checked = reader.check(event, 0, event.length);
        if (!checked.valid() || checked.eventTimeMicros() == EventReader.NO_EVENT_TIME) {
            return 0;
        }
        if (firstEventMicros == EventReader.NO_EVENT_TIME) {
            firstEventMicros = checked.eventTimeMicros();
            startNanos = System.nanoTime();
        }
        double dueNanos = (checked.eventTimeMicros() - firstEventMicros) * 1_000 / speed;
        return Math.max(0, (long) dueNanos - (System.nanoTime() - startNanos));
    }
}
