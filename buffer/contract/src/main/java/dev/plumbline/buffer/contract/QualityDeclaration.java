package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.QualityCheck.Bound;
import dev.plumbline.buffer.contract.QualityCheck.Library;
import dev.plumbline.buffer.contract.QualityCheck.Measure;
import dev.plumbline.buffer.contract.QualityCheck.Metric;
import dev.plumbline.buffer.contract.QualityCheck.NotMeasured;
import dev.plumbline.buffer.contract.QualityCheck.Operator;
import dev.plumbline.buffer.contract.QualityCheck.Query;
import dev.plumbline.buffer.contract.QualityCheck.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the {@code quality} entries that are checked over all rows. What another engine checks is kept as not measured; what
 * this platform should check and cannot is a finding.
 */
final class QualityDeclaration {

    private static final Map<Library, List<String>> ARGUMENTS = Map.of(
            Library.ROW_COUNT, List.of(),
            Library.NULL_VALUES, List.of(),
            Library.MISSING_VALUES, List.of("missingValues"),
            Library.INVALID_VALUES, List.of("validValues", "pattern", "minLength", "maxLength"),
            Library.DUPLICATE_VALUES, List.of("properties"));

    private final List<Field> fields;
    private final Findings findings;
    private final List<QualityCheck> checks = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    QualityDeclaration(List<Field> fields, Findings findings) {
        this.fields = fields;
        this.findings = findings;
    }

    /** The checks of a schema object and of its properties, each under an id of its own. */
    List<QualityCheck> checks(Place object) {
        collect(object, "", true);
        return checks;
    }

    private void collect(Place owner, String path, boolean isColumn) {
        for (Place entry : owner.at("quality").items()) {
            if (!isRowRule(entry)) {
                check(entry, path, isColumn);
            }
        }
        for (Place property : owner.at("properties").items()) {
            String name = property.at("name").text().orElse("");
            collect(property, path.isEmpty() ? name : path + "." + name, isColumn);
        }
        if (owner.at("items").present()) {
            collect(owner.at("items"), path + "[]", false);
        }
    }

    static boolean isRowRule(Place entry) {
        return entry.at("type").text().equals(Optional.of("custom"))
                && entry.at("engine").text().equals(Optional.of("plumbline"));
    }

    private void check(Place entry, String path, boolean isColumn) {
        String type = entry.at("type").text().orElse("library");
        Measure measure = !isColumn && !type.equals("text") && !type.equals("custom")
                ? new NotMeasured("the items of a list are not measured: write a check of type sql on the object")
                : switch (type) {
                    case "library" -> metric(entry, path);
                    case "sql" -> query(entry, path);
                    case "text" -> new NotMeasured("it is for people to read");
                    default ->
                        new NotMeasured("it is for the engine "
                                + entry.at("engine").text().orElse("that it names"));
                };
        if (measure == null) {
            return;
        }
        Optional<Bound> bound = measure instanceof NotMeasured ? Optional.empty() : bound(entry);
        checks.add(new QualityCheck(
                id(entry, type, path), entry.at("description").text().orElse("").strip(), measure, bound));
    }

    private String id(Place entry, String type, String path) {
        String kind = type.equals("library") ? entry.at("metric").text().orElse(type) : type;
        String id = entry.at("id")
                .text()
                .or(() -> entry.at("name").text())
                .orElse(path.isEmpty() ? kind : kind + "(" + path + ")");
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + "#" + i;
        }
        return unique;
    }

    private Measure metric(Place entry, String path) {
        String name = entry.at("metric").text().orElse("");
        Optional<Library> library = Arrays.stream(Library.values())
                .filter(known -> known.odcs().equals(name))
                .findFirst();
        if (library.isEmpty()) {
            findings.add(
                    entry.at("metric"),
                    "is " + entry.at("metric").shown(),
                    Arrays.stream(Library.values()).map(Library::odcs).toList());
            return null;
        }
        Place arguments = entry.at("arguments");
        arguments.entries().forEach((argument, value) -> {
            if (!ARGUMENTS.get(library.get()).contains(argument)) {
                findings.add(
                        value,
                        name + " has no argument " + argument,
                        ARGUMENTS.get(library.get()).isEmpty()
                                ? "no arguments"
                                : String.join(", ", ARGUMENTS.get(library.get())));
            }
        });
        Values values = new Values(
                texts(arguments.at("missingValues")).orElse(List.of()),
                texts(arguments.at("validValues")),
                pattern(arguments.at("pattern")),
                length(arguments.at("minLength")),
                length(arguments.at("maxLength")));
        if (library.get() == Library.INVALID_VALUES && values.equals(Values.NONE)) {
            findings.add(arguments, "says nothing of what is valid", ARGUMENTS.get(Library.INVALID_VALUES));
        }
        return new Metric(library.get(), properties(entry, library.get(), path), percent(entry), values);
    }

    private List<String> properties(Place entry, Library library, String path) {
        Place named = entry.at("arguments").at("properties");
        if (library == Library.ROW_COUNT) {
            return List.of();
        }
        if (!named.present()) {
            if (path.isEmpty()) {
                findings.add(
                        entry.at("metric"),
                        library.odcs() + " is declared on the object",
                        library == Library.DUPLICATE_VALUES
                                ? "on a property, or with arguments.properties"
                                : "on a property");
            }
            return List.of(path);
        }
        List<String> paths = texts(named).orElse(List.of());
        for (String each : paths) {
            if (FieldPath.find(fields, each).isEmpty()) {
                findings.add(named, each + " is not a field of the contract", FieldPath.all(fields));
            }
        }
        if (paths.isEmpty()) {
            findings.add(named, "is " + named.shown(), "a list of fields");
        }
        return paths;
    }

    private boolean percent(Place entry) {
        Place unit = entry.at("unit");
        String text = unit.text().orElse("rows");
        if (!text.equals("rows") && !text.equals("percent")) {
            findings.add(unit, "is " + unit.shown(), "rows, percent");
        }
        return text.equals("percent");
    }

    private Measure query(Place entry, String path) {
        String sql = entry.at("query").text().orElse("").strip();
        if (sql.isEmpty()) {
            findings.add(entry.at("query"), "is " + entry.at("query").shown(), "a SELECT that gives one number");
        }
        return new Query(sql, path.isEmpty() ? Optional.empty() : Optional.of(path));
    }

    private Optional<Bound> bound(Place entry) {
        List<Operator> operators = Arrays.stream(Operator.values())
                .filter(operator -> entry.at(operator.odcs()).present())
                .toList();
        if (operators.size() != 1) {
            findings.add(
                    entry,
                    operators.isEmpty()
                            ? "nothing says what the value must be"
                            : "more than one thing is said of the value",
                    "one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Operator.values())
                                            .map(Operator::odcs)
                                            .toList()));
            return Optional.empty();
        }
        Operator operator = operators.get(0);
        Place must = entry.at(operator.odcs());
        List<BigDecimal> numbers = new ArrayList<>();
        for (JsonNode number : operator.takesTwo() ? must.node() : List.of(must.node())) {
            if (number.isNumber()) {
                numbers.add(number.decimalValue());
            }
        }
        if (numbers.size() != (operator.takesTwo() ? 2 : 1)) {
            findings.add(must, "is " + must.shown(), operator.takesTwo() ? "two numbers" : "a number");
            return Optional.empty();
        }
        return Optional.of(new Bound(operator, numbers));
    }

    private Optional<List<String>> texts(Place list) {
        if (!list.present()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (Place item : list.items()) {
            // NULL is missing as it is.
            if (item.present()) {
                texts.add(item.node().asText());
            }
        }
        if (!list.node().isArray()) {
            findings.add(list, "is " + list.shown(), "a list");
        }
        return Optional.of(texts);
    }

    private Optional<String> pattern(Place place) {
        place.text().ifPresent(text -> {
            try {
                Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                findings.add(place, "cannot be read: " + e.getDescription(), "a regular expression");
            }
        });
        return place.text();
    }

    private Optional<Integer> length(Place place) {
        if (!place.present()) {
            return Optional.empty();
        }
        if (!place.node().isIntegralNumber() || place.node().intValue() < 0) {
            findings.add(place, "is " + place.shown(), "a number from 0 on");
            return Optional.empty();
        }
        return Optional.of(place.node().intValue());
    }
}
