package dev.plumbline.buffer.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One field of a stream's events. {@code id} is its lasting identity: a field that keeps its id and changes its name was
 * renamed, and tables keep its data.
 */
public record Field(
        String id,
        String name,
        FieldType type,
        boolean required,
        String description,
        Optional<String> classification,
        Constraints constraints) {

    public Field {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(classification, "classification");
        Objects.requireNonNull(constraints, "constraints");
    }

    /** What a value must satisfy beyond its type; an absent bound does not apply. Lengths count characters, bounds are inclusive. */
    public record Constraints(
            Optional<Integer> minLength,
            Optional<Integer> maxLength,
            Optional<Pattern> pattern,
            Optional<BigDecimal> minimum,
            Optional<BigDecimal> maximum,
            Optional<Integer> minItems,
            Optional<Integer> maxItems,
            List<String> allowed) {

        public static final Constraints NONE = new Constraints(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());

        public Constraints {
            allowed = List.copyOf(allowed);
        }
    }
}
