package dev.plumbline.processing.stream;

import dev.plumbline.storage.tables.Offsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what the tables hold with what the topic holds, before a stream reads on. */
final class KafkaPosition {

    /** Reading on would lose events: the topic no longer has what the tables have not yet got, or is another topic. */
    static final class LostException extends Exception {

        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    private KafkaPosition() {}

    /**
     * Where to read on, for every partition the topic has; throws where the topic and the tables do not fit together. {@code
     * readFrom} are the ids of the topics that the tables' offsets speak of.
     */
    static Offsets check(String stream, KafkaTopic.View topic, Offsets tables, Set<String> readFrom)
            throws LostException {
        for (String id : readFrom) {
            requireSame(stream, topic.name(), id, topic.id());
        }
        Offsets start = tables;
        for (Map.Entry<Integer, KafkaTopic.Range> partition : topic.partitions().entrySet()) {
            int number = partition.getKey();
            KafkaTopic.Range range = partition.getValue();
            long held = tables.end(number);
            if (held > range.end()) {
                throw new LostException(topic.name() + " partition " + number + " ends at offset " + range.end()
                        + ", but bronze." + stream + " has read up to " + held
                        + ": the topic was made anew or cut. Restore the buffer's directory, or start over with"
                        + " ./plumbline reset");
            }
            if (!tables.ends().isEmpty() && held < range.begin()) {
                throw new LostException(topic.name() + " partition " + number + " begins at offset " + range.begin()
                        + ", but bronze." + stream + " has read only up to " + held + ": retention removed "
                        + (range.begin() - held)
                        + " events before they were processed. Raise the contract's retention; to go on without"
                        + " them, start over with ./plumbline reset");
            }
            start = start.with(number, Math.max(held, range.begin()));
        }
        return start;
    }

    /** The offsets of one topic say nothing of another, and its first events would be passed over as read. */
    static void requireSame(String stream, String topic, String readFrom, String now) throws LostException {
        if (!readFrom.equals(now)) {
            throw new LostException("The topic " + topic + " has the id " + now + ", but the tables of " + stream
                    + " were read from the one with the id " + readFrom
                    + ": the topic was made anew, and its events must not be taken for those that were read."
                    + " Restore the buffer's directory, or start over with ./plumbline reset");
        }
    }

    /** Offsets as Spark's Kafka source takes them: {@code {"orders":{"0":12,"1":7}}}. */
    static String json(String topic, Offsets offsets) {
        return offsets.ends().entrySet().stream()
                .map(end -> "\"" + end.getKey() + "\":" + end.getValue())
                .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
    }
}
