package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.EventReader;
import dev.plumbline.buffer.contract.Violation;
import dev.plumbline.buffer.kafka.Attributes;
import dev.plumbline.buffer.kafka.DeadLetter;
import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.buffer.kafka.NewEvent;
import dev.plumbline.ingest.format.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Takes the events of one request: checks each against the contract where it lies in the request's bytes, and hands it to
 * the buffer, valid ones to the topic and the others to the dead letters. Waits when too many are on their way.
 */
final class Intake {

    static final String EVENT_SIZE = "event-size";

    private static final int IN_FLIGHT_EVENTS = 16_384;
    private static final long IN_FLIGHT_BYTES = 8 << 20;

    private static final int REPORT_EVERY = 4096;

    private final IngestStream stream;
    private final EventReader reader;
    private final EventProducer producer;
    private final Ledger ledger;
    private final PlainIdentity identity;
    private final int maxEventBytes;
    private final Duration patience;
    private Attributes attributes;
    private String attributesSource;
    private String attributesType;
    private long bytes;
    private long reportedBytes;
    private Ledger.Counts reported = new Ledger.Counts(0, 0, 0);
    private boolean stuck;

    Intake(
            IngestStream stream,
            EventProducer producer,
            Ledger ledger,
            PlainIdentity identity,
            IngestConfig.Limits limits) {
        this.stream = stream;
        this.reader = stream.reader();
        this.producer = producer;
        this.ledger = ledger;
        this.identity = identity;
        this.maxEventBytes = limits.eventBytes();
        this.patience = limits.patience();
    }

    /** Whether taking further events makes no sense: one could not be delivered, or nothing moves any more. */
    boolean stopped() {
        return stuck || ledger.failed();
    }

    /** An event without an envelope, as a part of {@code buffer}. */
    void plain(byte[] buffer, int from, int length) {
        String id = identity.id(ledger.entered());
        take(id, identity.source(), stream.contract().defaultEventType(), null, buffer, from, length);
    }

    /** An event without an envelope that is longer than allowed; {@code buffer} holds its beginning. */
    void tooLong(byte[] buffer, int from, int length) {
        bytes += length;
        reject(identity.id(ledger.entered()), identity.source(), tooLong(), buffer, from, length);
    }

    /** A body that cannot be taken apart into events counts as one event that is not valid. */
    void malformed(String reason, byte[] body) {
        bytes += body.length;
        Violation violation = new Violation("", Violation.JSON, reason);
        reject(identity.id(ledger.entered()), identity.source(), violation, body, 0, body.length);
    }

    /** An event in a CloudEvents envelope, which lies in {@code buffer} where it came as JSON. */
    void cloudEvent(CloudEvent event, byte[] buffer, int from, int length) {
        if (event.violation() != null) {
            bytes += length;
            reject(event.id(), event.source(), event.violation(), buffer, from, length);
        } else {
            take(event.id(), event.source(), event.type(), event.time(), event.data(), event.from(), event.length());
        }
    }

    private void take(String id, String source, String type, String time, byte[] buffer, int from, int length) {
        bytes += length;
        if (length > maxEventBytes) {
            reject(id, source, tooLong(), buffer, from, length);
            return;
        }
        EventReader.Checked checked = reader.check(buffer, from, length);
        if (!checked.valid()) {
            reject(id, source, checked.violation(), buffer, from, length);
            return;
        }
        byte[] value = from == 0 && length == buffer.length ? buffer : Arrays.copyOfRange(buffer, from, from + length);
        NewEvent event =
                new NewEvent(attributes(source, type), id, time, checked.key(), value, System.currentTimeMillis());
        producer.append(stream.topic(), event, ledger, ledger.enter(id, source));
        waitWhereTooManyAreOnTheirWay();
    }

    private void reject(String id, String source, Violation violation, byte[] buffer, int from, int length) {
        long index = ledger.enter(id, source);
        ledger.reject(new Ledger.Rejection(index, id, source, violation));
        DeadLetter letter = new DeadLetter(
                Arrays.copyOfRange(buffer, from, from + Math.min(length, maxEventBytes)),
                violation.reason(),
                violation.rule(),
                violation.pointer(),
                Instant.now(),
                source,
                id);
        producer.deadLetter(stream.deadLetterTopic(), letter, ledger.deadLetters(), index);
        waitWhereTooManyAreOnTheirWay();
    }

    /** Adds what has happened since the last call to the stream's figures. */
    void report() {
        Ledger.Counts now = ledger.counts();
        stream.accepted().increment(now.accepted() - reported.accepted());
        stream.rejected().increment(now.rejected() - reported.rejected());
        stream.unknown().increment(now.unknown() - reported.unknown());
        stream.bytes().increment(bytes - (double) reportedBytes);
        reported = now;
        reportedBytes = bytes;
    }

    private Violation tooLong() {
        return new Violation("", EVENT_SIZE, "the event is longer than " + maxEventBytes + " bytes");
    }

    private Attributes attributes(String source, String type) {
        if (attributes == null || !source.equals(attributesSource) || !type.equals(attributesType)) {
            attributes = Attributes.of(source, type);
            attributesSource = source;
            attributesType = type;
        }
        return attributes;
    }

    private void waitWhereTooManyAreOnTheirWay() {
        if ((ledger.entered() & (REPORT_EVERY - 1)) == 0) {
            report();
        }
        long meanBytes = bytes / ledger.entered() + 1;
        long allowed = Math.min(IN_FLIGHT_EVENTS, Math.max(1, IN_FLIGHT_BYTES / meanBytes));
        if (ledger.outstanding() > allowed) {
            stuck = !ledger.await(allowed / 2, patience);
        }
    }
}
