package dev.plumbline.ingest;

import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.ingest.format.CloudEvent;
import dev.plumbline.ingest.format.JsonArray;
import dev.plumbline.ingest.format.LineReader;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/streams/{stream}/events}: reads the events of a request and answers when the buffer has them. */
final class EventsResource {

    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final IngestStreams streams;
    private final EventProducer producer;
    private final Admission admission;
    private final IngestConfig.Limits limits;

    EventsResource(IngestStreams streams, EventProducer producer, Admission admission, IngestConfig.Limits limits) {
        this.streams = streams;
        this.producer = producer;
        this.admission = admission;
        this.limits = limits;
    }

    void accept(Context context) throws IOException {
        HttpServletRequest request = context.req();
        IngestStream stream = streams.named(context.pathParam("stream"));
        Format format = Format.of(RequestHeaders.one(request, "Content-Type"));
        RequestBody body = RequestBody.of(request, limits);
        EventsQuery query = EventsQuery.of(request.getQueryString());
        PlainIdentity identity = PlainIdentity.of(stream.contract().stream(), query.source(), query.firstId());
        refuseOneEnvelopeForManyEvents(format, request);
        try (Admission.Permit permit = admission.enter()) {
            refuseWhileTheBufferIsAway();
            answer(stream, identity, format, request, body, permit)
                    .withResults(!prefersMinimal(request))
                    .write(context);
            context.res().flushBuffer();
            body.discardRest();
        }
    }

    private EventsAnswer answer(
            IngestStream stream,
            PlainIdentity identity,
            Format format,
            HttpServletRequest request,
            RequestBody body,
            Admission.Permit permit)
            throws IOException {
        if (format == Format.LINES) {
            return lines(stream, identity, request.getRequestURI(), body, permit);
        }
        try {
            return whole(stream, identity, format, request, body.whole(limits.bodyBytes(), permit));
        } catch (RequestRefusedException e) {
            body.discardRest();
            throw e;
        }
    }

    /** Its id would otherwise be passed over in silence, and each of the lines get another one at every try. */
    private static void refuseOneEnvelopeForManyEvents(Format format, HttpServletRequest request) {
        if (format == Format.LINES && RequestHeaders.areOfACloudEvent(request)) {
            throw Problem.badRequest("The request has headers of one CloudEvent (ce-…) and a body of many events; send "
                            + "application/json with them, or the lines without them and with ?source=…&firstId=…")
                    .refusal();
        }
    }

    private void refuseWhileTheBufferIsAway() {
        Optional<String> doubt = producer.doubt();
        if (doubt.isPresent()) {
            throw Problem.bufferUnavailable(doubt.get() + "; nothing was read, send it again later")
                    .refusal();
        }
    }

    private EventsAnswer lines(
            IngestStream stream, PlainIdentity identity, String path, RequestBody body, Admission.Permit permit) {
        permit.hold(body.lineBufferBytes());
        Ledger ledger = new Ledger(Ledger.LISTED);
        Intake intake = new Intake(stream, producer, ledger, identity, limits);
        Problem broken = null;
        try {
            LineReader reader =
                    new LineReader(body.stream(), limits.eventBytes(), body.lineBufferBytes(), permit::hold);
            while (!intake.stopped() && reader.next()) {
                if (reader.tooLong()) {
                    intake.tooLong(reader.buffer(), reader.from(), reader.length());
                } else {
                    intake.plain(reader.buffer(), reader.from(), reader.length());
                }
            }
        } catch (RequestRefusedException e) {
            broken = e.problem();
            LOG.info(
                    "request refused midway stream={} events={} reason={}",
                    stream.topic(),
                    ledger.entered(),
                    e.getMessage());
        } catch (IOException | HttpException.RuntimeException e) {
            broken = Problems.ofBrokenRequest(e);
            LOG.info("request broke off stream={} events={} reason={}", stream.topic(), ledger.entered(), e.toString());
        } catch (RuntimeException e) {
            // The sender is told what was taken all the same.
            broken = Problems.ofFailure(e, path);
        }
        return settled(stream, ledger, intake, broken);
    }

    private EventsAnswer whole(
            IngestStream stream, PlainIdentity identity, Format format, HttpServletRequest request, byte[] bytes) {
        int from = startsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        if (bytes.length == from) {
            throw Problem.badRequest("The body is empty, expected an event").refusal();
        }
        boolean one = format == Format.CLOUD_EVENT
                || format == Format.JSON
                        && (RequestHeaders.areOfACloudEvent(request) || !JsonArray.startsAt(bytes, from, bytes.length));
        Ledger ledger = new Ledger(one ? 1 : Ledger.LISTED);
        Intake intake = new Intake(stream, producer, ledger, identity, limits);
        if (one) {
            one(intake, format, request, bytes, from);
        } else {
            many(intake, format, bytes, from);
        }
        return settled(stream, ledger, intake, null);
    }

    private static void one(Intake intake, Format format, HttpServletRequest request, byte[] bytes, int from) {
        int length = bytes.length - from;
        if (format == Format.CLOUD_EVENT) {
            intake.cloudEvent(CloudEvent.structured(bytes, from, length), bytes, from, length);
        } else if (RequestHeaders.areOfACloudEvent(request)) {
            intake.cloudEvent(CloudEvent.binary(RequestHeaders.cloudEvent(request), bytes), bytes, from, length);
        } else {
            intake.plain(bytes, from, length);
        }
    }

    private static void many(Intake intake, Format format, byte[] bytes, int from) {
        JsonArray array =
                JsonArray.startsAt(bytes, from, bytes.length) ? JsonArray.of(bytes, from, bytes.length) : null;
        if (array == null) {
            intake.malformed("the body is not a JSON array that is complete", bytes);
            return;
        }
        while (!intake.stopped() && array.next()) {
            if (format == Format.CLOUD_EVENT_BATCH) {
                CloudEvent event = CloudEvent.structured(bytes, array.from(), array.length());
                intake.cloudEvent(event, bytes, array.from(), array.length());
            } else {
                intake.plain(bytes, array.from(), array.length());
            }
        }
    }

    private EventsAnswer settled(IngestStream stream, Ledger ledger, Intake intake, Problem broken) {
        long began = System.nanoTime();
        ledger.await(0, limits.patience());
        stream.acknowledge().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        intake.report();
        return new EventsAnswer(stream.contract().stream(), ledger.outcome(), broken);
    }

    /** Whether the sender wants the counts only ({@code Prefer: return=minimal}, RFC 7240). */
    private static boolean prefersMinimal(HttpServletRequest request) {
        String prefer = request.getHeader("Prefer");
        return prefer != null && prefer.replace(" ", "").contains("return=minimal");
    }

    private static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= 3
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }
}
