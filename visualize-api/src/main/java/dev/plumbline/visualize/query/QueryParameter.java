package dev.plumbline.visualize.query;

import dev.plumbline.visualize.web.ProblemException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** A parameter of a named query. Without a default it must be given; a default of null means "no such condition". */
public record QueryParameter(
        String name, Type type, boolean required, Optional<String> defaultValue, String description) {

    /** What a parameter's text is read as. */
    public enum Type {
        STRING("text"),
        INTEGER("a whole number such as 42"),
        DECIMAL("a decimal number such as 12.5"),
        DATE("a date such as 2011-12-09"),
        TIMESTAMP("a time with zone such as 2011-12-09T12:50:00Z");

        private final String expected;

        Type(String expected) {
            this.expected = expected;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MAX_LENGTH = 1_000;

    /** The value to bind for what the caller gave (null: nothing given). */
    Object value(String given) {
        if (given == null && required) {
            throw ProblemException.invalid("the parameter " + name + " is missing, expected " + type.expected)
                    .with("parameter", name);
        }
        String text = given == null ? defaultValue.orElse(null) : given;
        if (text == null) {
            return null;
        }
        try {
            if (text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException();
            }
            return switch (type) {
                case STRING -> text;
                case INTEGER -> Long.valueOf(text);
                case DECIMAL -> decimal(text);
                case DATE -> LocalDate.parse(text);
                case TIMESTAMP -> OffsetDateTime.parse(text.replace(' ', '+')).withOffsetSameInstant(ZoneOffset.UTC);
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
            throw ProblemException.invalid("the parameter " + name + " is '" + shown + "', expected " + type.expected
                            + " of at most " + MAX_LENGTH + " characters")
                    .with("parameter", name);
        }
    }

    private static BigDecimal decimal(String text) {
        // An exponent could ask for a number of a billion digits.
        if (!text.matches("[+-]?\\d{1,25}(\\.\\d{1,12})?")) {
            throw new IllegalArgumentException(text);
        }
        return new BigDecimal(text);
    }
}
