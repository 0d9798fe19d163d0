package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.InvalidContractException.Finding;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects what is wrong with one contract file, so that all of it is told at once. */
final class Findings {

    private static final Pattern POSITION = Pattern.compile("\\d{1,9}");

    private final String file;
    private final YamlDocument document;
    private final Set<Finding> found = new LinkedHashSet<>();

    Findings(String file, YamlDocument document) {
        this.file = file;
        this.document = document;
    }

    void add(Place place, String problem, Collection<String> allowed) {
        add(place.pointer(), problem, String.join(", ", allowed));
    }

    void add(Place place, String problem, String allowed) {
        add(place.pointer(), problem, allowed);
    }

    void add(String pointer, String problem, String allowed) {
        Finding finding = new Finding(file, document.line(pointer), readable(pointer), problem, allowed);
        boolean saidAlready = found.stream()
                .anyMatch(
                        other -> other.line() == finding.line() && other.field().equals(finding.field()));
        if (!saidAlready) {
            found.add(finding);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file. */
    List<Finding> all() {
        return found.stream().sorted(Comparator.comparingInt(Finding::line)).toList();
    }

    /** {@code /schema/0/properties/3/logicalType} as {@code schema[orders].properties[quantity].logicalType}. */
    private String readable(String pointer) {
        StringBuilder path = new StringBuilder();
        JsonNode node = document.root();
        for (String escaped :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String step = escaped.replace("~1", "/").replace("~0", "~");
            if (node.isArray() && POSITION.matcher(step).matches()) {
                node = node.path(Integer.parseInt(step));
                path.append('[').append(nameOf(node, step)).append(']');
            } else {
                node = node.path(step);
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.isEmpty() ? "contract" : path.toString();
    }

    private static String nameOf(JsonNode item, String position) {
        for (String key : List.of("name", "property", "id")) {
            if (item.path(key).isTextual()) {
                return item.path(key).textValue();
            }
        }
        return position;
    }
}
