package dev.plumbline.buffer.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a line of a file becomes an event of the stream. {@code columns} maps a source column (CSV header or a field of
 * the log format) to a field of the contract; {@code constants} gives fields a fixed value; the named groups of
 * {@code fileName} (a regular expression with {@code (?<field>…)}) give fields a value from the file's name.
 */
public record ReplayMapping(
        Format format,
        Map<String, String> columns,
        Map<String, String> constants,
        Optional<String> fileName,
        Map<String, String> timePatterns,
        List<String> nullTexts) {

    /** CSV with a header line, NDJSON, or Apache's combined log format. */
    public enum Format {
        CSV,
        NDJSON,
        APACHE_COMBINED
    }

    public ReplayMapping {
        columns = Map.copyOf(columns);
        constants = Map.copyOf(constants);
        timePatterns = Map.copyOf(timePatterns);
        nullTexts = List.copyOf(nullTexts);
    }
}
