package dev.plumbline.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The headers of a request as they were sent. One that says what a body is may be there once: of two that differ, any choice
 * would be a guess.
 */
final class RequestHeaders {

    private RequestHeaders() {}

    /** The value of a header, null where there is none; refuses two values that differ with 400. */
    static String one(HttpServletRequest request, String name) {
        // Not by getContentType(), which fails at a charset that no charset can be called.
        List<String> values =
                Collections.list(request.getHeaders(name)).stream().distinct().toList();
        if (values.size() > 1) {
            throw Problem.badRequest("The header " + name + " is there with " + values.size() + " values ("
                            + String.join(" and ", values) + "), expected one")
                    .refusal();
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** The attributes of a CloudEvent in binary mode, as {@code ce-id} and so on, in lower case. */
    static Map<String, String> cloudEvent(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("ce-")) {
                headers.put(lower, one(request, name));
            }
        }
        return headers;
    }

    /** Whether the request carries a CloudEvent in binary mode, or means to. */
    static boolean areOfACloudEvent(HttpServletRequest request) {
        return request.getHeader("ce-specversion") != null
                || request.getHeader("ce-id") != null
                || request.getHeader("ce-source") != null
                || request.getHeader("ce-type") != null;
    }
}
