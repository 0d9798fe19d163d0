package dev.plumbline.buffer.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fields by dotted path: {@code position.lat} is the field {@code lat} of the object {@code position}. */
final class FieldPath {

    private FieldPath() {}

    static Optional<Field> find(List<Field> fields, String path) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Optional<Field> found =
                fields.stream().filter(field -> field.name().equals(name)).findFirst();
        if (dot < 0 || found.isEmpty()) {
            return found;
        }
        return found.get().type() instanceof FieldType.Struct struct
                ? find(struct.fields(), path.substring(dot + 1))
                : Optional.empty();
    }

    /** Every path that a text can be put at: the fields that are no objects. */
    static List<String> all(List<Field> fields) {
        List<String> paths = new ArrayList<>();
        for (Field field : fields) {
            if (field.type() instanceof FieldType.Struct struct) {
                all(struct.fields()).forEach(path -> paths.add(field.name() + "." + path));
            } else {
                paths.add(field.name());
            }
        }
        return paths;
    }
}
