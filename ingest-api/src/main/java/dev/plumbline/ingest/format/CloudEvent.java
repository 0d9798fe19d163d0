package dev.plumbline.ingest.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.plumbline.buffer.contract.JsonFault;
import dev.plumbline.buffer.contract.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A CloudEvents 1.0 envelope: its attributes, and where its data lies. Read from JSON ({@link #structured}) in one
 * streaming pass, or from the headers of a request ({@link #binary}). {@code violation} is null for a good envelope;
 * otherwise the other parts hold what could be read. {@code type} and {@code time} are null where the sender gave none.
 */
public record CloudEvent(
        Violation violation, String id, String source, String type, String time, byte[] data, int from, int length) {

    /** How long an attribute may be, in UTF-8 bytes, so that a record's headers stay bounded. */
    public static final int MAX_ATTRIBUTE_BYTES = 4096;

    private static final int MAX_DEPTH = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9}\\d*)?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[a-z0-9]+");
    private static final Pattern JSON_MEDIA_TYPE =
            Pattern.compile("(application/json|text/json|[a-z0-9.+-]+/[a-z0-9.+-]+\\+json)(\\s*;.*)?");

    /** Reads an envelope in JSON (structured mode). The data is a part of {@code json} unless it came as base64. */
    public static CloudEvent structured(byte[] json, int offset, int length) {
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(json, offset, length)) {
            reading.envelope(parser, offset);
        } catch (JsonProcessingException e) {
            reading.refuse("", Violation.JSON, "the envelope is not valid JSON: " + JsonFault.of(e));
        } catch (IOException e) {
            reading.refuse("", Violation.JSON, "the envelope cannot be read as JSON: " + e.getMessage());
        }
        return reading.event(json);
    }

    /** Takes the attributes from headers ({@code ce-id} …, lower-case names); the data is the whole of {@code body}. */
    public static CloudEvent binary(Map<String, String> headers, byte[] body) {
        Reading reading = new Reading();
        headers.forEach((name, value) -> {
            if (name.startsWith("ce-")) {
                reading.attribute(name.substring("ce-".length()), percentDecoded(value));
            }
        });
        reading.dataFrom = 0;
        reading.dataLength = body.length;
        return reading.event(body);
    }

    /** What has been read of one envelope so far; the first thing wrong is kept. */
    private static final class Reading {

        private String specversion;
        private String id;
        private String source;
        private String type;
        private String time;
        private String mediaType;
        private byte[] decoded;
        private int dataFrom = -1;
        private int dataLength;
        private Violation violation;

        void envelope(JsonParser parser, int offset) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                refuse("", Violation.JSON, "the envelope is not a JSON object");
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "data" -> data(parser, offset);
                    case "data_base64" -> base64(parser);
                    default -> scalar(name, parser);
                }
            }
            if (parser.nextToken() != null) {
                refuse("", Violation.JSON, "the envelope's JSON object is followed by more");
            }
        }

        private void data(JsonParser parser, int offset) throws IOException {
            if (dataFrom >= 0 || decoded != null) {
                refuse("/data", "data", "the envelope has both data and data_base64, expected one");
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int stop = (int) parser.currentLocation().getByteOffset();
            dataFrom = offset + start;
            dataLength = stop - start;
        }

        private void base64(JsonParser parser) throws IOException {
            if (dataFrom >= 0) {
                refuse("/data_base64", "data", "the envelope has both data and data_base64, expected one");
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                refuse("/data_base64", "data_base64", "data_base64 is not a string");
                parser.skipChildren();
                return;
            }
            try {
                decoded = Base64.getDecoder().decode(parser.getText());
            } catch (IllegalArgumentException e) {
                refuse("/data_base64", "data_base64", "data_base64 is not base64: " + e.getMessage());
            }
        }

        private void scalar(String name, JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_STRING) {
                attribute(name, parser.getText());
            } else if (token.isStructStart()) {
                parser.skipChildren();
                refuse("/" + pointer(name), name, "attribute " + shown(name) + " is not a string, number or boolean");
            } else if (isCore(name) && token != JsonToken.VALUE_NULL) {
                refuse("/" + name, name, "attribute " + name + " is not a string");
            } else if (!ATTRIBUTE_NAME.matcher(name).matches()) {
                refuseName(name);
            }
        }

        void attribute(String name, String value) {
            if (value.getBytes(StandardCharsets.UTF_8).length > MAX_ATTRIBUTE_BYTES) {
                refuse(
                        "/" + pointer(name),
                        "maxLength",
                        "attribute " + shown(name) + " is longer than " + MAX_ATTRIBUTE_BYTES + " bytes");
                return;
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                refuse("/" + pointer(name), name, "attribute " + shown(name) + " contains a control character");
                return;
            }
            if (!isText(value)) {
                // Two such ids would look alike in the buffer, and one event pass for a repetition of the other.
                refuse(
                        "/" + pointer(name),
                        name,
                        "attribute " + shown(name) + " is not UTF-8, or has half a surrogate pair");
                return;
            }
            switch (name) {
                case "specversion" -> specversion = value;
                case "id" -> id = value;
                case "source" -> source = value;
                case "type" -> type = value;
                case "time" -> time = value;
                case "datacontenttype" -> mediaType = value;
                default -> {
                    if (!ATTRIBUTE_NAME.matcher(name).matches()) {
                        refuseName(name);
                    }
                }
            }
        }

        CloudEvent event(byte[] bytes) {
            require("specversion", specversion);
            if (specversion != null && !specversion.equals("1.0")) {
                refuse("/specversion", "specversion", "specversion is " + shown(specversion) + ", expected 1.0");
            }
            require("id", id);
            require("source", source);
            require("type", type);
            if (source != null && !Sources.isReference(source)) {
                refuse("/source", "source", "source is " + shown(source) + ", expected a URI reference");
            }
            if (time != null && !isTime(time)) {
                refuse("/time", "time", "time is " + shown(time) + ", expected RFC 3339, such as 2026-03-01T10:00:00Z");
            }
            if (mediaType != null
                    && !JSON_MEDIA_TYPE
                            .matcher(mediaType.toLowerCase(Locale.ROOT))
                            .matches()) {
                refuse(
                        "/datacontenttype",
                        "datacontenttype",
                        "datacontenttype is " + shown(mediaType) + ", expected application/json");
            }
            if (decoded != null) {
                return new CloudEvent(violation, id, source, type, time, decoded, 0, decoded.length);
            }
            if (dataFrom < 0) {
                refuse("/data", Violation.REQUIRED, "the envelope has no data");
            }
            return new CloudEvent(violation, id, source, type, time, bytes, Math.max(0, dataFrom), dataLength);
        }

        private void require(String name, String value) {
            if (value == null || value.isEmpty()) {
                refuse("/" + name, Violation.REQUIRED, "attribute " + name + " is missing or empty");
            }
        }

        private void refuseName(String name) {
            refuse(
                    "/" + pointer(name),
                    "attribute-name",
                    "attribute name " + shown(name) + " is not lower-case letters and digits");
        }

        void refuse(String pointer, String rule, String reason) {
            if (violation == null) {
                violation = new Violation(pointer, rule, reason);
            }
        }
    }

    /** Whether a text came whole: without the mark that decoding leaves for what it could not read, and half of no pair. */
    static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (c == '\uFFFD' || Character.isSurrogate(c) && !pair) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }

    private static boolean isCore(String name) {
        return switch (name) {
            case "specversion", "id", "source", "type", "time", "datacontenttype" -> true;
            default -> false;
        };
    }

    private static boolean isTime(String text) {
        if (!RFC_3339.matcher(text).matches()) {
            return false;
        }
        try {
            return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static String pointer(String name) {
        return shown(name).replace("~", "~0").replace("/", "~1");
    }

    /** Header values of the HTTP binding are percent-encoded UTF-8; what is no valid escape stays as it is. */
    private static String percentDecoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
