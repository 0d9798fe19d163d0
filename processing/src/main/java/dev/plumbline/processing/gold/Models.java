package dev.plumbline.processing.gold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.JsonFault;
import dev.plumbline.runtime.ShippedFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The models this platform runs: the shipped files {@code models/<stream>/<model>.sql} and those of a directory of the same
 * layout, which may add or override. A file is a comment with a YAML header, {@code /* model … *}{@code /}, and one SELECT.
 */
public final class Models {

    private static final String RESOURCES = "models";
    private static final Pattern FILE = Pattern.compile("\\s*/\\* model\\s*\\n(.*?)\\*/(.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6}) (second|minute|hour|day)s?");
    private static final Pattern PARTITION = Pattern.compile("\\w+|(hour|day|month|year)\\(\\w+\\)");
    private static final Set<String> ENTRIES =
            Set.of("target", "description", "keys", "window", "watermark", "late", "partition");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Model> byName;

    private Models(Map<String, Model> byName) {
        this.byName = byName;
    }

    /** The shipped models and those of {@code directory}, for streams that have a contract. */
    public static Models load(Optional<Path> directory, Contracts contracts) {
        Map<String, Model> models = new TreeMap<>();
        ShippedFiles.read(Models.class.getClassLoader(), RESOURCES, folder -> read(folder, models, contracts, false));
        directory.ifPresent(path -> read(path, models, contracts, true));
        return new Models(models);
    }

    public Collection<Model> all() {
        return byName.values();
    }

    public Optional<Model> named(String name) {
        return Optional.ofNullable(byName.get(name.startsWith("gold.") ? name.substring(5) : name));
    }

    /** Reads one file's text; {@code stream} is the folder it stands in, {@code name} its name without {@code .sql}. */
    static Model parse(String stream, String name, String text, String origin) {
        // Editors on Windows put a mark before the first character, which is no part of the text.
        Matcher file = FILE.matcher(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (!file.matches()) {
            throw new InvalidModelException(
                    origin + ": a model begins with its header, /* model … */, then one SELECT");
        }
        JsonNode header;
        try {
            header = YAML.readTree("\n".repeat(linesBefore(text, text.indexOf(file.group(1)))) + file.group(1));
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(origin + ": the header is not YAML: " + JsonFault.of(e));
        }
        Set<String> unknown = new TreeSet<>();
        header.fieldNames().forEachRemaining(entry -> {
            if (!ENTRIES.contains(entry)) {
                unknown.add(entry);
            }
        });
        if (!unknown.isEmpty()) {
            throw new InvalidModelException(
                    origin + ": unknown entries " + unknown + "; allowed: " + new TreeSet<>(ENTRIES));
        }
        String target = text(header, "target", origin);
        if (!target.startsWith("gold.") || !NAME.matcher(target.substring(5)).matches()) {
            throw new InvalidModelException(
                    origin + ": target is " + target + ", expected gold.<name> of lower-case letters, digits and _");
        }
        if (!target.substring(5).equals(name)) {
            throw new InvalidModelException(origin + ": target is " + target + ", but the file is called " + name
                    + ".sql; model and table carry one name");
        }
        List<String> partition = texts(header, "partition", origin);
        for (String part : partition) {
            if (!PARTITION.matcher(part).matches()) {
                throw new InvalidModelException(origin + ": partition is " + part
                        + ", expected a column, or hour(…), day(…), month(…), year(…) of one");
            }
        }
        Duration window = span(text(header.path("window"), "size", origin), origin + ": window size");
        if (window.isZero()
                || window.compareTo(Duration.ofDays(1)) > 0
                || Duration.ofDays(1).toSeconds() % window.toSeconds() != 0) {
            throw new InvalidModelException(
                    origin + ": window size is " + window + ", expected one that divides a day evenly");
        }
        return new Model(
                name,
                stream,
                target,
                header.path("description").asText("").strip(),
                texts(header, "keys", origin),
                text(header.path("window"), "column", origin),
                window,
                span(text(header, "watermark", origin), origin + ": watermark"),
                late(header.path("late").asText("count"), origin),
                partition,
                onItsLines(text, file.group(2)),
                origin);
    }

    /** The SELECT after as many empty lines as stand before it: where Spark says that a line is wrong, it is the file's. */
    private static String onItsLines(String text, String body) {
        String select = body.strip();
        return "\n".repeat(linesBefore(text, text.lastIndexOf(select))) + select;
    }

    private static int linesBefore(String text, int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
    }

    private static void read(Path directory, Map<String, Model> models, Contracts contracts, boolean strict) {
        List<Path> files = new ArrayList<>();
        Map<String, Model> own = new TreeMap<>();
        try (Stream<Path> found = Files.walk(directory, 2)) {
            found.filter(path -> path.toString().endsWith(".sql")).sorted().forEach(files::add);
            for (Path file : files) {
                String stream = file.getParent().getFileName().toString().replace("/", "");
                String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
                if (contracts.stream(stream).isPresent()) {
                    Model model = parse(stream, name, text(file), file.toString());
                    requireNoOther(model, own.put(name, model));
                    Model shipped = models.get(name);
                    requireNoOther(model, shipped == null || shipped.stream().equals(stream) ? null : shipped);
                } else if (strict) {
                    throw new InvalidModelException(file + ": no stream is called " + stream
                            + "; a model stands in the folder of its stream, one of "
                            + contracts.all().stream()
                                    .map(contract -> contract.stream())
                                    .toList());
                }
            }
            models.putAll(own);
        } catch (IOException e) {
            throw new InvalidModelException(
                    directory + " cannot be read: " + e + "; expected a folder per stream, with files in UTF-8");
        }
    }

    private static void requireNoOther(Model model, Model other) {
        if (other != null) {
            throw new InvalidModelException(model.origin() + ": " + model.target() + " is the table of "
                    + other.origin() + " already; a table has one model, of one stream");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(file + " is not UTF-8");
        } catch (IOException e) {
            throw new InvalidModelException(file + " cannot be read: " + e);
        }
    }

    private static Model.Late late(String text, String origin) {
        return switch (text) {
            case "count" -> Model.Late.COUNT;
            case "list" -> Model.Late.LIST;
            default -> throw new InvalidModelException(origin + ": late is " + text + ", expected count or list");
        };
    }

    private static Duration span(String text, String what) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new InvalidModelException(what + " is " + text + ", expected such as 1 minute, 15 minutes or 1 day");
        }
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2).toLowerCase(Locale.ROOT)) {
            case "second" -> Duration.ofSeconds(number);
            case "minute" -> Duration.ofMinutes(number);
            case "hour" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String text(JsonNode node, String entry, String origin) {
        JsonNode value = node.path(entry);
        if (value.isMissingNode() || value.asText().isBlank()) {
            throw new InvalidModelException(origin + ": " + entry + " is missing in the header");
        }
        return value.asText().strip();
    }

    private static List<String> texts(JsonNode header, String entry, String origin) {
        JsonNode node = header.path(entry);
        if (!node.isMissingNode() && !node.isArray()) {
            throw new InvalidModelException(origin + ": " + entry + " is " + node.asText("an object")
                    + ", expected a list such as [day, country]");
        }
        List<String> texts = new ArrayList<>();
        for (Iterator<JsonNode> each = node.elements(); each.hasNext(); ) {
            texts.add(each.next().asText());
        }
        return texts;
    }
}
