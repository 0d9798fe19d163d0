package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the properties of an ODCS schema into fields; what the platform cannot hold or enforce is a finding, never ignored. */
final class FieldDeclaration {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");
    private static final String NAME_ALLOWED =
            "a letter, then letters, digits and _ (names that start with _ are the platform's)";
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*([0-9]{1,2})\\s*,\\s*([0-9]{1,2})\\s*\\)");
    private static final List<String> LOGICAL_TYPES =
            List.of("string", "integer", "number", "boolean", "date", "timestamp", "object", "array");
    private static final Map<String, List<String>> OPTIONS = Map.of(
            "string", List.of("minLength", "maxLength", "pattern", "format"),
            "integer", List.of("minimum", "maximum", "format"),
            "number", List.of("minimum", "maximum", "format"),
            "timestamp", List.of("timezone", "defaultTimezone"),
            "array", List.of("minItems", "maxItems"));
    private static final int DEEPEST = 16;

    private final Findings findings;

    FieldDeclaration(Findings findings) {
        this.findings = findings;
    }

    /** The fields of {@code owner}, which is a schema object or a property of type object. */
    List<Field> fields(Place owner, int depth) {
        Place properties = owner.at("properties");
        List<Place> declared = properties.items();
        if (declared.isEmpty()) {
            findings.add(properties, "no fields are declared", "at least one property");
        }
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (Place property : declared) {
            String name = property.at("name").text().orElse("");
            if (!NAME.matcher(name).matches()) {
                findings.add(
                        property.at("name"),
                        "the name is " + property.at("name").shown(),
                        NAME_ALLOWED);
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                findings.add(
                        property.at("name"),
                        name + " is there twice",
                        "names that differ by more than upper and lower case");
            }
            String id = property.at("id").text().orElse(name);
            if (!ids.add(id)) {
                findings.add(
                        property.at("id"),
                        "the id " + id + " is there twice",
                        "one id per field (a field's name is its id by default)");
            }
            fields.add(field(property, id, name, depth));
        }
        return fields;
    }

    private Field field(Place property, String id, String name, int depth) {
        Map<String, Place> custom = CustomProperties.of(property, List.of("enum"), findings);
        FieldType type = type(property, depth);
        return new Field(
                id,
                name,
                type,
                property.at("required").isTrue(),
                property.at("description")
                        .text()
                        .orElse(property.at("businessName").text().orElse(""))
                        .strip(),
                property.at("classification").text(),
                constraints(property, custom));
    }

    private FieldType type(Place property, int depth) {
        Place logicalType = property.at("logicalType");
        String logical = logicalType.text().orElse("");
        FieldType unknown = FieldType.of(FieldType.Kind.STRING);
        if (!LOGICAL_TYPES.contains(logical)) {
            findings.add(
                    logicalType, logicalType.present() ? "is " + logicalType.shown() : "is missing", LOGICAL_TYPES);
            return unknown;
        }
        if (depth > DEEPEST) {
            findings.add(property, "nests deeper than " + DEEPEST + " levels", "at most " + DEEPEST + " levels");
            return unknown;
        }
        return switch (logical) {
            case "integer" -> integer(property);
            case "number" -> number(property);
            case "object" -> new FieldType.Struct(fields(property, depth + 1));
            case "array" -> list(property, depth);
            case "boolean" -> plain(property, FieldType.Kind.BOOLEAN);
            case "date" -> plain(property, FieldType.Kind.DATE);
            case "timestamp" -> plain(property, FieldType.Kind.TIMESTAMP);
            default -> plain(property, FieldType.Kind.STRING);
        };
    }

    private FieldType plain(Place property, FieldType.Kind kind) {
        physical(property, List.of(kind.name().toLowerCase(Locale.ROOT)));
        return FieldType.of(kind);
    }

    private FieldType integer(Place property) {
        Place format = property.at("logicalTypeOptions").at("format");
        String byFormat =
                format.text().map(text -> text.equals("i32") ? "int" : "long").orElse("long");
        String physical = physical(property, List.of("int", "long")).orElse(byFormat);
        boolean agrees = !format.present() || format.text().equals(Optional.of(physical.equals("int") ? "i32" : "i64"));
        if (!agrees) {
            findings.add(
                    format, "is " + format.shown() + " where the physicalType is " + physical, "i32 (int), i64 (long)");
        }
        return FieldType.of(physical.equals("int") ? FieldType.Kind.INTEGER : FieldType.Kind.LONG);
    }

    private FieldType number(Place property) {
        Place format = property.at("logicalTypeOptions").at("format");
        if (format.present() && !format.text().equals(Optional.of("f64"))) {
            findings.add(format, "is " + format.shown(), "f64");
        }
        Place physicalType = property.at("physicalType");
        String physical = physicalType.text().orElse("double").toLowerCase(Locale.ROOT);
        if (physical.equals("double")) {
            return FieldType.of(FieldType.Kind.DOUBLE);
        }
        Matcher decimal = DECIMAL.matcher(physical);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1));
            int scale = Integer.parseInt(decimal.group(2));
            if (precision >= 1 && precision <= 38 && scale <= precision) {
                return new FieldType.Decimal(precision, scale);
            }
        }
        findings.add(
                physicalType,
                "is " + physicalType.shown(),
                "double, or decimal(precision,scale) with precision 1 to 38 and scale 0 to precision");
        return FieldType.of(FieldType.Kind.DOUBLE);
    }

    private FieldType list(Place property, int depth) {
        Place items = property.at("items");
        if (!items.node().isObject()) {
            findings.add(items, "the type of the items is not declared", "items with a logicalType");
            return FieldType.of(FieldType.Kind.STRING);
        }
        return new FieldType.ListOf(field(items, items.at("id").text().orElse("element"), "element", depth + 1));
    }

    /** The physical type in lower case where it is given and allowed. */
    private Optional<String> physical(Place property, List<String> allowed) {
        Place physicalType = property.at("physicalType");
        Optional<String> physical = physicalType.text().map(text -> text.toLowerCase(Locale.ROOT));
        if (physicalType.present() && physical.filter(allowed::contains).isEmpty()) {
            findings.add(physicalType, "is " + physicalType.shown(), allowed);
            return Optional.empty();
        }
        return physical;
    }

    private Field.Constraints constraints(Place property, Map<String, Place> custom) {
        String logical = property.at("logicalType").text().orElse("");
        Place options = property.at("logicalTypeOptions");
        List<String> enforced = OPTIONS.getOrDefault(logical, List.of());
        options.entries().forEach((name, option) -> {
            if (!enforced.contains(name)) {
                findings.add(
                        option,
                        "is not enforced by this platform for " + logical,
                        enforced.isEmpty() ? "no options" : String.join(", ", enforced));
            }
        });
        Place zone = options.at("defaultTimezone");
        if (zone.present()
                && !Set.of("UTC", "Etc/UTC", "Z").contains(zone.node().asText())) {
            findings.add(zone, "is " + zone.shown(), "UTC (a timestamp without a zone is in UTC)");
        }
        Optional<Integer> minLength = count(options.at("minLength"));
        Optional<Integer> maxLength = count(options.at("maxLength"));
        Optional<BigDecimal> minimum = bound(options.at("minimum"));
        Optional<BigDecimal> maximum = bound(options.at("maximum"));
        Optional<Integer> minItems = count(options.at("minItems"));
        Optional<Integer> maxItems = count(options.at("maxItems"));
        ordered(options, "minLength", minLength, "maxLength", maxLength);
        ordered(options, "minimum", minimum, "maximum", maximum);
        ordered(options, "minItems", minItems, "maxItems", maxItems);
        return new Field.Constraints(
                minLength,
                maxLength,
                pattern(options.at("pattern")),
                minimum,
                maximum,
                minItems,
                maxItems,
                allowed(logical, custom.get("enum")));
    }

    private <T extends Comparable<T>> void ordered(
            Place options, String low, Optional<T> lowest, String high, Optional<T> highest) {
        if (lowest.isPresent() && highest.isPresent() && lowest.get().compareTo(highest.get()) > 0) {
            findings.add(
                    options.at(low),
                    low + " " + lowest.get() + " is greater than " + high + " " + highest.get(),
                    low + " up to " + high);
        }
    }

    private static Optional<Integer> count(Place option) {
        JsonNode node = option.node();
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0
                ? Optional.of(node.intValue())
                : Optional.empty();
    }

    private static Optional<BigDecimal> bound(Place option) {
        return option.node().isNumber() ? Optional.of(option.node().decimalValue()) : Optional.empty();
    }

    private Optional<Pattern> pattern(Place option) {
        try {
            return option.text().map(Pattern::compile);
        } catch (PatternSyntaxException malformed) {
            findings.add(
                    option,
                    "does not compile: " + malformed.getDescription(),
                    "a regular expression of java.util.regex");
            return Optional.empty();
        }
    }

    private List<String> allowed(String logical, Place values) {
        if (values == null) {
            return List.of();
        }
        List<String> texts = values.items().stream()
                .map(Place::text)
                .flatMap(Optional::stream)
                .toList();
        if (!logical.equals("string")
                || texts.isEmpty()
                || texts.size() != values.items().size()) {
            findings.add(
                    values,
                    "is not a list of texts on a string field",
                    "a list of texts, on fields of logicalType string");
            return List.of();
        }
        return texts;
    }
}
