package dev.plumbline.buffer.contract;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything the platform knows of one stream, read from one ODCS file: what its events look like, which topic they wait
 * in, which rules their rows must pass, and what is promised about them. See {@link Contracts} for where they come from.
 * {@code yaml} is the text it was read from, by which it goes to another process; empty where there was none.
 */
public record Contract(
        String stream,
        String version,
        String title,
        String description,
        List<Field> fields,
        Optional<String> eventTimeField,
        Optional<String> keyField,
        Topic topic,
        List<RowRule> rowRules,
        List<QualityCheck> qualityChecks,
        Optional<Duration> freshnessObjective,
        Optional<ReplayMapping> replay,
        String origin,
        String yaml) {

    public Contract {
        Objects.requireNonNull(stream, "stream");
        fields = List.copyOf(fields);
        rowRules = List.copyOf(rowRules);
        qualityChecks = List.copyOf(qualityChecks);
    }

    /** The topic that the stream waits in; retention applies to it and not to the dead letters, which are kept. */
    public record Topic(String name, int partitions, Duration retention) {

        public String deadLetters() {
            return name + ".dead-letters";
        }
    }

    /**
     * A rule on one row, as SQL over the contract's fields: a row for which {@code expression} is false is quarantined
     * under {@code id}; true and NULL pass, as with a SQL CHECK.
     */
    public record RowRule(String id, String expression, String description) {}

    /** The top-level field of that name. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** What {@code ce_type} says where the sender gave none. */
    public String defaultEventType() {
        return "dev.plumbline." + stream;
    }
}
