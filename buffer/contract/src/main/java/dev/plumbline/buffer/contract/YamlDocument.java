package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file as JSON that remembers on which line each value stands. Plain scalars mean what they mean in YAML 1.2 and
 * JSON: {@code true} is a boolean, {@code no} and {@code 2010-12-01} are texts.
 */
final class YamlDocument {

    /** The file is no YAML, or uses something of it that a contract has no need of. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        final int line;

        Unreadable(int line, String problem) {
            super(problem);
            this.line = line;
        }
    }

    private static final int DEPTH_LIMIT = 100;

    /** Far more than a contract has; a few aliases of aliases could stand for more than fits in memory. */
    private static final int VALUES_LIMIT = 100_000;

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private final JsonNode root;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    private YamlDocument(Node node) throws Unreadable {
        root = convert(node, "", 0);
    }

    static YamlDocument parse(String text) throws Unreadable {
        try {
            LoaderOptions options = new LoaderOptions();
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            if (node == null) {
                throw new Unreadable(1, "the file is empty");
            }
            return new YamlDocument(node);
        } catch (MarkedYAMLException malformed) {
            int line = malformed.getProblemMark() == null
                    ? 0
                    : malformed.getProblemMark().getLine() + 1;
            throw new Unreadable(line, malformed.getProblem());
        } catch (YAMLException malformed) {
            throw new Unreadable(
                    0,
                    String.valueOf(malformed.getMessage()).lines().findFirst().orElse(""));
        }
    }

    JsonNode root() {
        return root;
    }

    /** The 1-based line of the value at that pointer, or of the nearest value around it that is there. */
    int line(String pointer) {
        String nearest = pointer;
        while (!lines.containsKey(nearest)) {
            if (nearest.isEmpty()) {
                return 0;
            }
            nearest = nearest.substring(0, nearest.lastIndexOf('/'));
        }
        return lines.get(nearest);
    }

    private JsonNode convert(Node node, String pointer, int depth) throws Unreadable {
        int line = node.getStartMark().getLine() + 1;
        lines.putIfAbsent(pointer, line);
        if (depth > DEPTH_LIMIT) {
            throw new Unreadable(line, "the file nests deeper than " + DEPTH_LIMIT + " levels");
        }
        if (++values > VALUES_LIMIT) {
            throw new Unreadable(
                    line, "the file has more than " + VALUES_LIMIT + " values, aliases counted as often as used");
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, pointer, depth);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, pointer + "/" + array.size(), depth + 1));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) throws Unreadable {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            int line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new Unreadable(line, "a key is a list or an object, expected text");
            }
            String child = pointer + "/" + Place.escape(key.getValue());
            lines.put(child, line);
            if (object.has(key.getValue())) {
                throw new Unreadable(line, "the key " + key.getValue() + " is there twice in one object");
            }
            object.set(key.getValue(), convert(entry.getValueNode(), child, depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        JsonNodeFactory json = JsonNodeFactory.withExactBigDecimals(true);
        if (!scalar.isPlain()) {
            return json.textNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> json.nullNode();
            case "true", "True", "TRUE" -> json.booleanNode(true);
            case "false", "False", "FALSE" -> json.booleanNode(false);
            default -> {
                if (INTEGER.matcher(text).matches()) {
                    BigInteger number = new BigInteger(text);
                    yield number.bitLength() < Long.SIZE
                            ? json.numberNode(number.longValue())
                            : json.numberNode(number);
                }
                yield NUMBER.matcher(text).matches() ? json.numberNode(new BigDecimal(text)) : json.textNode(text);
            }
        };
    }
}
