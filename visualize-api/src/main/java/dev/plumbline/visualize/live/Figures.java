package dev.plumbline.visualize.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Another process's metrics, read from Prometheus' text format. */
final class Figures {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private record Sample(Map<String, String> labels, double value) {}

    private final Map<String, List<Sample>> samples = new HashMap<>();

    /** Reads those metrics whose name begins with {@code prefix}; lines that are none are passed over. */
    static Figures parse(String text, String prefix) {
        Figures figures = new Figures();
        text.lines().filter(line -> line.startsWith(prefix)).forEach(figures::read);
        return figures;
    }

    /** The sum over all samples that have the labels; empty when there is none. */
    OptionalDouble sum(String name, Map<String, String> labels) {
        double[] values = values(name, labels);
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(java.util.Arrays.stream(values).sum());
    }

    OptionalDouble max(String name, Map<String, String> labels) {
        return java.util.Arrays.stream(values(name, labels)).max();
    }

    private double[] values(String name, Map<String, String> labels) {
        return samples.getOrDefault(name, List.of()).stream()
                .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .filter(Double::isFinite)
                .toArray();
    }

    private void read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        Map<String, String> labels = new HashMap<>();
        if (matcher.group(2) != null) {
            Matcher label = LABEL.matcher(matcher.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        try {
            double value = Double.parseDouble(matcher.group(3));
            samples.computeIfAbsent(matcher.group(1), unknown -> new ArrayList<>())
                    .add(new Sample(labels, value));
        } catch (NumberFormatException e) {
            // +Inf in another spelling, or no number: not a figure to show.
        }
    }
}
