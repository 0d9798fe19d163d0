package dev.plumbline.storage.tables;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a stream was read: per partition the end offset, exclusive. Immutable; its text form is the JSON that a snapshot's
 * summary carries, {@code {"0":12,"1":7}}.
 */
public record Offsets(SortedMap<Integer, Long> ends) implements Serializable {

    /** Nothing read yet. */
    public static final Offsets NONE = new Offsets(new TreeMap<>());

    private static final Pattern JSON =
            Pattern.compile("\\{\\s*(ENTRY(\\s*,\\s*ENTRY)*)?\\s*}".replace("ENTRY", "\"\\d{1,9}\"\\s*:\\s*\\d{1,18}"));
    private static final Pattern ENTRY = Pattern.compile("\"(\\d+)\"\\s*:\\s*(\\d+)");

    public Offsets {
        ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
    }

    public static Offsets of(Map<Integer, Long> ends) {
        return new Offsets(new TreeMap<>(ends));
    }

    /** Reads what {@link #toString} wrote; no text (null) means nothing read yet. */
    public static Offsets parse(String json) {
        if (json == null) {
            return NONE;
        }
        if (!JSON.matcher(json).matches()) {
            throw new IllegalArgumentException(
                    "Not the offsets of a stream: " + json + ", expected JSON such as {\"0\":12,\"1\":7}");
        }
        SortedMap<Integer, Long> ends = new TreeMap<>();
        Matcher entry = ENTRY.matcher(json);
        while (entry.find()) {
            ends.put(Integer.valueOf(entry.group(1)), Long.valueOf(entry.group(2)));
        }
        return new Offsets(ends);
    }

    /** The end offset of {@code partition}; 0 where nothing of it was read. */
    public long end(int partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /** These offsets with the end of one partition set. */
    public Offsets with(int partition, long end) {
        SortedMap<Integer, Long> changed = new TreeMap<>(ends);
        changed.put(partition, end);
        return new Offsets(changed);
    }

    /** Whether no partition here is past the same partition in {@code other}. */
    public boolean notPast(Offsets other) {
        return ends.entrySet().stream().allMatch(end -> end.getValue() <= other.end(end.getKey()));
    }

    /** The sum of all ends: how many offsets were read where every partition began at 0. */
    public long total() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        return ends.entrySet().stream()
                .map(end -> "\"" + end.getKey() + "\":" + end.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
