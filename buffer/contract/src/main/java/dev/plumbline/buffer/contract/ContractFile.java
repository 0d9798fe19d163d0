package dev.plumbline.buffer.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One ODCS file: from its YAML to a {@link Contract}, or to all that is wrong with it. */
final class ContractFile {

    private static final Pattern STREAM = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9_-]+");
    private static final List<String> SETTINGS = List.of("eventTime", "key", "partitions", "replay");
    private static final int MOST_PARTITIONS = 64;
    private static final int DEFAULT_PARTITIONS = 3;
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    private final Place root;
    private final Place object;
    private final String origin;
    private final String yaml;
    private final Findings findings;

    private ContractFile(YamlDocument document, String origin, String yaml, Findings findings) {
        this.root = new Place(document.root(), "");
        this.object = root.at("schema").items().stream().findFirst().orElse(root.at("schema"));
        this.origin = origin;
        this.yaml = yaml;
        this.findings = findings;
    }

    /**
     * Reads a file; what is wrong with it is added to {@code problems}, and then there is no contract. {@code standard} is
     * left out for files that the build has checked against it.
     */
    static Optional<Contract> read(
            String file, String yaml, Optional<OdcsSchema> standard, List<InvalidContractException.Finding> problems) {
        try {
            YamlDocument document = YamlDocument.parse(yaml);
            if (!document.root().isObject()) {
                throw new YamlDocument.Unreadable(1, "it is " + new Place(document.root(), "").shown() + ", no object");
            }
            Findings findings = new Findings(file, document);
            standard.ifPresent(schema -> schema.validate(document.root(), findings));
            Contract contract = new ContractFile(document, file, yaml, findings).contract();
            problems.addAll(findings.all());
            return findings.isEmpty() ? Optional.of(contract) : Optional.empty();
        } catch (YamlDocument.Unreadable unreadable) {
            problems.add(new InvalidContractException.Finding(
                    file, unreadable.line, "contract", "is not readable: " + unreadable.getMessage(), "YAML"));
            return Optional.empty();
        }
    }

    private Contract contract() {
        String stream = stream();
        schemaObject();
        List<Field> fields = new FieldDeclaration(findings).fields(object, 1);
        Map<String, Place> settings = settings();
        Map<String, Duration> promises = promises();
        return new Contract(
                stream,
                root.at("version").text().orElse(""),
                object.at("businessName").text().orElse(stream),
                description(),
                fields,
                eventTime(settings.get("eventTime"), fields),
                key(settings.get("key"), fields),
                new Contract.Topic(
                        stream,
                        partitions(settings.get("partitions")),
                        promises.getOrDefault("retention", DEFAULT_RETENTION)),
                rowRules(),
                new QualityDeclaration(fields, findings).checks(object),
                Optional.ofNullable(promises.get("latency")),
                Optional.ofNullable(settings.get("replay")).map(new ReplayDeclaration(fields, findings)::read),
                origin,
                yaml);
    }

    private String stream() {
        Place name = root.at("name");
        String stream = name.text().orElse("");
        if (!STREAM.matcher(stream).matches()) {
            findings.add(
                    name,
                    name.present() ? "the stream's name is " + name.shown() : "is missing: it is the stream's name",
                    "a lower-case letter, then up to 62 lower-case letters, digits and -");
        }
        return stream;
    }

    private void schemaObject() {
        int objects = root.at("schema").items().size();
        if (objects != 1) {
            findings.add(root.at("schema"), objects + " objects are declared", "exactly one, the stream's event");
            return;
        }
        Place logicalType = object.at("logicalType");
        if (logicalType.present() && !logicalType.text().equals(Optional.of("object"))) {
            findings.add(logicalType, "is " + logicalType.shown(), "object");
        }
    }

    private String description() {
        return root.at("description")
                .at("purpose")
                .text()
                .or(() -> object.at("description").text())
                .orElse("")
                .strip();
    }

    /** Of the contract and of its schema object; both are places where ODCS tools write them. */
    private Map<String, Place> settings() {
        Map<String, Place> settings = new HashMap<>(CustomProperties.of(root, SETTINGS, findings));
        CustomProperties.of(object, SETTINGS, findings).forEach((name, value) -> {
            if (settings.put(name, value) != null) {
                findings.add(value, name + " is set on the contract already", "each custom property once");
            }
        });
        return settings;
    }

    private Optional<String> eventTime(Place setting, List<Field> fields) {
        if (setting == null) {
            return Optional.empty();
        }
        Optional<Field> field = topLevel(setting, fields);
        field.filter(found -> !isTime(found.type()))
                .ifPresent(found -> findings.add(
                        setting,
                        found.name() + " is no timestamp and no date",
                        fieldsThat(fields, ContractFile::isTime)));
        field.filter(found -> !found.required())
                .ifPresent(found -> findings.add(
                        setting,
                        found.name() + " is not required",
                        "a required field; without eventTime, the time of receipt is taken"));
        return field.map(Field::name);
    }

    private Optional<String> key(Place setting, List<Field> fields) {
        if (setting == null) {
            return Optional.empty();
        }
        Optional<Field> field = topLevel(setting, fields);
        field.filter(found -> !isScalar(found.type()))
                .ifPresent(found -> findings.add(
                        setting, found.name() + " is an object or a list", fieldsThat(fields, ContractFile::isScalar)));
        return field.map(Field::name);
    }

    private Optional<Field> topLevel(Place setting, List<Field> fields) {
        Optional<Field> field = fields.stream()
                .filter(candidate ->
                        setting.text().filter(candidate.name()::equals).isPresent())
                .findFirst();
        if (field.isEmpty()) {
            findings.add(
                    setting,
                    setting.shown() + " is not a field of the contract",
                    fields.stream().map(Field::name).toList());
        }
        return field;
    }

    private static boolean isTime(FieldType type) {
        return type instanceof FieldType.Simple simple
                && (simple.kind() == FieldType.Kind.TIMESTAMP || simple.kind() == FieldType.Kind.DATE);
    }

    private static boolean isScalar(FieldType type) {
        return type instanceof FieldType.Simple || type instanceof FieldType.Decimal;
    }

    private static List<String> fieldsThat(List<Field> fields, java.util.function.Predicate<FieldType> holds) {
        return fields.stream()
                .filter(field -> holds.test(field.type()))
                .map(Field::name)
                .toList();
    }

    private int partitions(Place setting) {
        if (setting == null) {
            return DEFAULT_PARTITIONS;
        }
        boolean usable = setting.node().isIntegralNumber()
                && setting.node().canConvertToInt()
                && setting.node().intValue() >= 1
                && setting.node().intValue() <= MOST_PARTITIONS;
        if (!usable) {
            findings.add(setting, "is " + setting.shown(), "1 to " + MOST_PARTITIONS);
        }
        return usable ? setting.node().intValue() : DEFAULT_PARTITIONS;
    }

    /** {@code retention}, and {@code latency} (also written {@code freshness}); other properties are for other readers. */
    private Map<String, Duration> promises() {
        Map<String, Duration> promises = new HashMap<>();
        for (Place entry : root.at("slaProperties").items()) {
            String property = entry.at("property").text().orElse("");
            String name = property.equals("freshness") ? "latency" : property;
            if (!name.equals("retention") && !name.equals("latency")) {
                continue;
            }
            Optional<Duration> length = SlaDuration.of(entry.at("value"), entry.at("unit"));
            if (length.isEmpty()) {
                findings.add(
                        entry.at("value"),
                        "is " + entry.at("value").shown()
                                + (entry.at("unit").present()
                                        ? " " + entry.at("unit").shown()
                                        : " without a unit"),
                        SlaDuration.ALLOWED);
            } else if (promises.put(name, length.get()) != null) {
                findings.add(entry.at("property"), name + " is there twice", "each property once");
            }
        }
        return promises;
    }

    private List<Contract.RowRule> rowRules() {
        List<Contract.RowRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        collectRules(object, rules, ids);
        return rules;
    }

    private void collectRules(Place owner, List<Contract.RowRule> rules, Set<String> ids) {
        for (Place check : owner.at("quality").items()) {
            if (QualityDeclaration.isRowRule(check)) {
                rules.add(rule(check, ids));
            }
        }
        owner.at("properties").items().forEach(property -> collectRules(property, rules, ids));
        if (owner.at("items").present()) {
            collectRules(owner.at("items"), rules, ids);
        }
    }

    private Contract.RowRule rule(Place check, Set<String> ids) {
        Place named = check.at("id").present() ? check.at("id") : check.at("name");
        String id = named.text().orElse("");
        if (!RULE.matcher(id).matches()) {
            findings.add(
                    named,
                    "the rule's id is " + named.shown(),
                    "letters, digits, - and _ (id, or name where there is no id)");
        } else if (!ids.add(id)) {
            findings.add(named, "the rule " + id + " is there twice", "one id per rule");
        }
        Place implementation = check.at("implementation");
        String expression = implementation.text().orElse("").strip();
        if (expression.isEmpty()) {
            findings.add(implementation, "is " + implementation.shown(), "a SQL condition over the fields");
        }
        Place severity = check.at("severity");
        if (severity.present() && !severity.text().equals(Optional.of("error"))) {
            findings.add(severity, "is " + severity.shown(), "error (a row that breaks the rule is quarantined)");
        }
        return new Contract.RowRule(
                id, expression, check.at("description").text().orElse("").strip());
    }
}
