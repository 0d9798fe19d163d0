package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** How Airflow's parts are: {@code healthy}, {@code unhealthy}, or {@code absent} where a deployment goes without one. */
public record AirflowHealth(Map<String, String> parts) {

    /** Whether every part that is there is well. */
    public boolean well() {
        return parts.values().stream().noneMatch("unhealthy"::equals);
    }

    static AirflowHealth of(JsonNode node) {
        Map<String, String> parts = new TreeMap<>();
        node.properties().forEach(part -> {
            JsonNode status = part.getValue().path("status");
            parts.put(part.getKey(), status.isTextual() ? status.asText() : "absent");
        });
        return new AirflowHealth(parts);
    }
}
