package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in a contract file with the JSON pointer that leads to it. A place where nothing stands is one too. */
record Place(JsonNode node, String pointer) {

    static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    Place at(String key) {
        return new Place(node.path(key), pointer + "/" + escape(key));
    }

    List<Place> items() {
        List<Place> items = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> items.add(new Place(item, pointer + "/" + items.size())));
        }
        return items;
    }

    Map<String, Place> entries() {
        Map<String, Place> entries = new LinkedHashMap<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(key -> entries.put(key, at(key)));
        }
        return entries;
    }

    boolean present() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** The text here; absent where there is none, or something else. */
    Optional<String> text() {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    boolean isTrue() {
        return node.isBoolean() && node.booleanValue();
    }

    /** What stands here, for a message. */
    String shown() {
        if (!present()) {
            return "nothing";
        }
        return node.isValueNode() ? Pass.shown(node.asText()) : node.isArray() ? "a list" : "an object";
    }
}
