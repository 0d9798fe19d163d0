package dev.plumbline.storage.tables;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and prints the map from lasting ids to column ids, as JSON, without a JSON library on the classpath. */
final class FieldIds {

    private static final Pattern ENTRY = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\":(\\d+)");

    private FieldIds() {}

    static String print(Map<String, Integer> columns) {
        return new TreeMap<>(columns)
                .entrySet().stream()
                        .map(entry -> '"' + entry.getKey().replace("\\", "\\\\").replace("\"", "\\\"") + "\":"
                                + entry.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** What {@link #print} wrote; empty where the table has no such property. */
    static Map<String, Integer> parse(String json) {
        Map<String, Integer> columns = new TreeMap<>();
        if (json != null) {
            Matcher entry = ENTRY.matcher(json);
            while (entry.find()) {
                columns.put(entry.group(1).replaceAll("\\\\(.)", "$1"), Integer.valueOf(entry.group(2)));
            }
        }
        return columns;
    }
}
