package dev.plumbline.ingest;

import java.util.Locale;

/** How the events lie in a body, told by its media type. */
enum Format {
    JSON("application/json"),
    LINES("application/x-ndjson"),
    CLOUD_EVENT("application/cloudevents+json"),
    CLOUD_EVENT_BATCH("application/cloudevents-batch+json");

    private static final String LINES_TOO = "application/ndjson";

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** The format of a Content-Type header; refuses others, and text that is not UTF-8, with 415. */
    static Format of(String contentType) {
        if (contentType == null) {
            throw unsupported("The request has no Content-Type");
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").replace(" ", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported(parts[i].trim() + " is not supported, send UTF-8");
            }
        }
        String mediaType = parts.length == 0 ? "" : parts[0].trim();
        for (Format format : values()) {
            if (format.mediaType.equals(mediaType)) {
                return format;
            }
        }
        if (mediaType.equals(LINES_TOO)) {
            return LINES;
        }
        throw unsupported(contentType + " is not supported");
    }

    private static RequestRefusedException unsupported(String what) {
        StringBuilder expected = new StringBuilder();
        for (Format format : values()) {
            expected.append(expected.isEmpty() ? "" : ", ").append(format.mediaType);
        }
        return Problem.unsupportedMediaType(what + "; expected one of " + expected)
                .with("Accept", expected.toString())
                .refusal();
    }
}
