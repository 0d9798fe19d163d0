package dev.plumbline.buffer.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a line of a file becomes an event of the stream; {@link LineMapping} does it. In a contract it is the custom
 * property {@code replay}. A field may be nested: {@code position.lat}.
 *
 * @param columns source column (CSV header, a column of {@link CombinedLog}, or a named group of {@code fileName}) to
 *     field; a column that is called like a field needs no entry, any other is left out
 * @param constants field to a fixed text
 * @param fileName a regular expression that the file's name (without its folders) must match as a whole; its named groups
 *     are columns as well. Java's group names are letters and digits only, so a group {@code sensorid} is given its field
 *     by the entry {@code sensorid: sensor_id} of {@code columns}
 * @param timePatterns field to a {@link java.time.format.DateTimeFormatter} pattern; without one, a time is ISO-8601 with T
 *     or a space, and UTC where it has no zone
 * @param nullTexts texts that mean "no value", besides the empty one
 * @param values field to a translation of its texts, for instance {@code TravelTime: travel_time}
 */
public record ReplayMapping(
        Format format,
        Map<String, String> columns,
        Map<String, String> constants,
        Optional<String> fileName,
        Map<String, String> timePatterns,
        List<String> nullTexts,
        Map<String, Map<String, String>> values) {

    /** CSV with a header line, NDJSON (the lines are events already), or Apache's combined log format. */
    public enum Format {
        CSV,
        NDJSON,
        APACHE_COMBINED;

        /** As contracts and command lines write it: {@code apache-combined}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** Columns that are called like the fields, and nothing else. */
    public static ReplayMapping byName(Format format) {
        return new ReplayMapping(format, Map.of(), Map.of(), Optional.empty(), Map.of(), List.of(), Map.of());
    }

    public ReplayMapping {
        columns = ordered(columns);
        constants = ordered(constants);
        timePatterns = ordered(timePatterns);
        nullTexts = List.copyOf(nullTexts);
        values = ordered(values);
    }

    private static <V> Map<String, V> ordered(Map<String, V> entries) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
