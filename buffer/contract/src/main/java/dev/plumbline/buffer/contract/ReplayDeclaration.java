package dev.plumbline.buffer.contract;

import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the custom property {@code replay} of a contract. */
final class ReplayDeclaration {

    private static final List<String> KEYS =
            List.of("format", "columns", "constants", "fileName", "timePatterns", "nullTexts", "values");
    private static final List<String> FORMATS = Arrays.stream(ReplayMapping.Format.values())
            .map(ReplayMapping.Format::text)
            .toList();

    private final List<Field> fields;
    private final Findings findings;

    ReplayDeclaration(List<Field> fields, Findings findings) {
        this.fields = fields;
        this.findings = findings;
    }

    ReplayMapping read(Place replay) {
        if (!replay.node().isObject()) {
            findings.add(replay, "is " + replay.shown(), "an object with " + String.join(", ", KEYS));
        }
        replay.entries().forEach((key, place) -> {
            if (!KEYS.contains(key)) {
                findings.add(place, "is not known here", KEYS);
            }
        });
        Map<String, String> columns = texts(replay.at("columns"));
        columns.forEach((column, field) -> requireField(replay.at("columns").at(column), field));
        Map<String, String> timePatterns = texts(replay.at("timePatterns"));
        timePatterns.forEach(
                (field, pattern) -> timePattern(replay.at("timePatterns").at(field), field, pattern));
        return new ReplayMapping(
                format(replay.at("format")),
                columns,
                byField(replay.at("constants")),
                fileName(replay.at("fileName")),
                timePatterns,
                nullTexts(replay.at("nullTexts")),
                values(replay.at("values")));
    }

    private ReplayMapping.Format format(Place format) {
        int index = FORMATS.indexOf(format.text().orElse(""));
        if (index < 0) {
            findings.add(format, format.present() ? "is " + format.shown() : "is missing", FORMATS);
        }
        return ReplayMapping.Format.values()[Math.max(index, 0)];
    }

    private Map<String, String> texts(Place object) {
        requireObject(object);
        Map<String, String> texts = new LinkedHashMap<>();
        object.entries().forEach((key, value) -> {
            if (value.node().isValueNode() && value.present()) {
                texts.put(key, value.node().asText());
            } else {
                findings.add(value, "is " + value.shown(), "text");
            }
        });
        return texts;
    }

    private Map<String, String> byField(Place object) {
        Map<String, String> texts = texts(object);
        texts.keySet().forEach(field -> requireField(object.at(field), field));
        return texts;
    }

    private Map<String, Map<String, String>> values(Place object) {
        requireObject(object);
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        object.entries().forEach((field, translation) -> {
            requireField(translation, field);
            values.put(field, texts(translation));
        });
        return values;
    }

    private void timePattern(Place place, String field, String pattern) {
        requireField(place, field);
        FieldPath.find(fields, field).ifPresent(found -> {
            if (!found.type().equals(FieldType.of(FieldType.Kind.TIMESTAMP))
                    && !found.type().equals(FieldType.of(FieldType.Kind.DATE))) {
                findings.add(place, field + " is no timestamp and no date", "fields of these types");
            }
        });
        try {
            DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        } catch (IllegalArgumentException malformed) {
            findings.add(
                    place,
                    "is no pattern: " + malformed.getMessage(),
                    "a pattern of java.time.format.DateTimeFormatter");
        }
    }

    private Optional<String> fileName(Place place) {
        if (place.present() && place.text().isEmpty()) {
            findings.add(place, "is " + place.shown(), "a regular expression");
        }
        try {
            place.text().ifPresent(Pattern::compile);
        } catch (PatternSyntaxException malformed) {
            findings.add(
                    place,
                    "does not compile: " + malformed.getDescription(),
                    "a regular expression of java.util.regex; names of groups are letters and digits");
        }
        return place.text();
    }

    private List<String> nullTexts(Place place) {
        if (place.present() && !place.node().isArray()) {
            findings.add(place, "is " + place.shown(), "a list of texts");
        }
        return place.items().stream()
                .filter(Place::present)
                .map(item -> item.node().asText())
                .toList();
    }

    private void requireObject(Place place) {
        if (place.present() && !place.node().isObject()) {
            findings.add(place, "is " + place.shown(), "an object");
        }
    }

    private void requireField(Place place, String field) {
        if (FieldPath.find(fields, field).isEmpty()) {
            findings.add(place, Pass.shown(field) + " is not a field of the contract", FieldPath.all(fields));
        }
    }
}
