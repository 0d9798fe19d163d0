package dev.plumbline.ingest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request's query says about its events. Strict: a misspelt {@code firstId} would give other ids at each try, and so
 * count an event as often as it is sent.
 */
record EventsQuery(String source, String firstId) {

    private static final List<String> NAMES = List.of("source", "firstId");

    /** Reads the part of an address after its question mark, which may be null; refuses anything else with 400. */
    static EventsQuery of(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!NAMES.contains(name)) {
                throw refused("has " + (name.isEmpty() ? "a parameter without a name" : name));
            }
            if (values.put(name, value) != null) {
                throw refused("has " + name + " twice");
            }
        }
        return new EventsQuery(values.get("source"), values.get("firstId"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("has " + text + ", which is not percent-encoded");
        }
    }

    private static RequestRefusedException refused(String what) {
        return Problem.badRequest("The query " + what + ", expected source and firstId, each at most once")
                .refusal();
    }
}
