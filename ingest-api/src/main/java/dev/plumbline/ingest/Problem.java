package dev.plumbline.ingest;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is not what was asked for, as RFC 9457 has it; {@code headers} and {@code more} go along with it. */
record Problem(
        int status, String type, String title, String detail, Map<String, String> headers, Map<String, Object> more) {

    static final String CONTENT_TYPE = "application/problem+json";
    private static final String RETRY_AFTER = "Retry-After";

    static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of(), Map.of());
    }

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request cannot be understood", detail);
    }

    static Problem forbidden(String detail) {
        return of(403, "forbidden", "The request is refused", detail);
    }

    static Problem tooLarge(String detail) {
        return of(413, "too-large", "The body is too large", detail);
    }

    static Problem unsupportedMediaType(String detail) {
        return of(415, "unsupported-media-type", "The media type is not supported", detail);
    }

    static Problem tooBusy(String detail) {
        return of(429, "too-busy", "Too much at a time", detail).with(RETRY_AFTER, "1");
    }

    static Problem bufferUnavailable(String detail) {
        return of(503, "buffer-unavailable", "The buffer cannot take events now", detail)
                .with(RETRY_AFTER, "2");
    }

    Problem with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Problem(status, type, title, detail, all, more);
    }

    /** The members of the document, in their order. */
    Map<String, Object> document(String instance) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:plumbline:problem:" + type);
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
        document.put("instance", instance);
        document.putAll(more);
        return document;
    }

    RequestRefusedException refusal() {
        return new RequestRefusedException(this);
    }
}
