package dev.plumbline.buffer.contract;

/**
 * Why an event is not what its contract says: where (a JSON pointer, RFC 6901), which rule (one of the constants here),
 * and a sentence with the value.
 */
public record Violation(String pointer, String rule, String reason) {

    /** Not one JSON object in UTF-8: malformed, cut off, nested too deeply, or followed by something else. */
    public static final String JSON = "json";

    public static final String TYPE = "type";
    public static final String REQUIRED = "required";
    public static final String UNKNOWN_FIELD = "unknown-field";
    public static final String DUPLICATE_FIELD = "duplicate-field";
    public static final String MINIMUM = "minimum";
    public static final String MAXIMUM = "maximum";
    public static final String MIN_LENGTH = "minLength";
    public static final String MAX_LENGTH = "maxLength";
    public static final String PATTERN = "pattern";
    public static final String ALLOWED = "allowed";
    public static final String MIN_ITEMS = "minItems";
    public static final String MAX_ITEMS = "maxItems";

    /** A decimal with more digits than its type holds. */
    public static final String PRECISION = "precision";

    /** Text that is no date or no timestamp. */
    public static final String FORMAT = "format";
}
