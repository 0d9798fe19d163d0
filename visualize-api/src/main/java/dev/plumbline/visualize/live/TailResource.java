package dev.plumbline.visualize.live;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.kafka.BufferUnavailableException;
import dev.plumbline.buffer.kafka.StoredRecord;
import dev.plumbline.buffer.kafka.TopicTail;
import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of a stream as they arrive in its topic, as server-sent events; of more than a rate only some are shown, and how many not. */
public final class TailResource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TailResource.class);
    /** How many may follow a stream at a time; each holds a thread and a consumer. */
    public static final int MAX_TAILS = 10;

    private static final int NEWEST = 10;
    private static final int MAX_TEXT = 8_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Topics topics;
    private final Contracts contracts;
    private final int perSecond;
    private final LiveClients clients = new LiveClients(
            MAX_TAILS, "there are " + MAX_TAILS + " tails already, the most there can be; end one of them");

    public TailResource(Topics topics, Contracts contracts, int perSecond) {
        this.topics = topics;
        this.contracts = contracts;
        this.perSecond = perSecond;
    }

    /** GET /v1/streams/{stream}/tail */
    public void tail(Context context) {
        String stream = context.pathParam("stream");
        Contract contract = contracts.stream(stream)
                .orElseThrow(() -> ProblemException.notFound("there is no stream '" + stream + "'; there are "
                        + contracts.all().stream().map(Contract::stream).toList()));
        try (TopicTail tail = topics.tail(contract.topic().name(), NEWEST)) {
            clients.serve(context, client -> follow(tail, client));
        } catch (BufferUnavailableException e) {
            throw ProblemException.unavailable(e.getMessage());
        }
    }

    @Override
    public void close() {
        clients.close();
    }

    private void follow(TopicTail tail, EventClient client) {
        long second = System.nanoTime();
        int sent = 0;
        long skipped = 0;
        while (!client.closed()) {
            List<StoredRecord> records;
            try {
                records = tail.poll(PATIENCE);
            } catch (RuntimeException e) {
                // The answer has begun: the listener sees its end and asks again.
                LOG.warn("tail ended", e);
                return;
            }
            if (System.nanoTime() - second > 1_000_000_000L) {
                second = System.nanoTime();
                sent = 0;
            }
            for (StoredRecord record : records) {
                if (sent < perSecond) {
                    client.send(EventClient.event("event", Json.bytes(document(record, skipped))));
                    sent++;
                    skipped = 0;
                } else {
                    skipped++;
                }
            }
            client.stillHere();
        }
    }

    private static Map<String, Object> document(StoredRecord record, long skipped) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("partition", record.partition());
        document.put("offset", record.offset());
        document.put("receivedAt", record.receivedAt().toString());
        document.put("key", record.key());
        document.put("headers", record.headers());
        String text = record.text();
        document.put("payload", text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        document.put("cut", text.length() > MAX_TEXT);
        document.put("skippedBefore", skipped);
        return document;
    }
}
