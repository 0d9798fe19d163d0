package dev.plumbline.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whether a process would work now: named checks, each empty when well and a sentence when not. Safe for many threads. */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentHashMap<>();

    public Health check(String name, Supplier<Optional<String>> problem) {
        checks.put(name, problem);
        return this;
    }

    /** Each problem found now, by the name of its check; empty means ready. */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            try {
                check.get().ifPresent(problem -> problems.put(name, problem));
            } catch (RuntimeException e) {
                problems.put(name, e.toString());
            }
        });
        return problems;
    }

    /** The problems as a small JSON object: {@code {"status":"ready","problems":{}}}. */
    public static String json(Map<String, String> problems) {
        StringBuilder json = new StringBuilder("{\"status\":\"")
                .append(problems.isEmpty() ? "ready" : "not ready")
                .append("\",\"problems\":{");
        String separator = "";
        for (Map.Entry<String, String> problem : problems.entrySet()) {
            json.append(separator).append(quoted(problem.getKey())).append(':').append(quoted(problem.getValue()));
            separator = ",";
        }
        return json.append("}}").toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
