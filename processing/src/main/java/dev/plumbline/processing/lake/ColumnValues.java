package dev.plumbline.processing.lake;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How values become those of a table's columns, as Iceberg's writers take them. */
public final class ColumnValues {

    private ColumnValues() {}

    /** For values that have no parts; a column that was widened since takes the narrower value. */
    public static Function<Object, Object> of(Type column) {
        return switch (column.typeId()) {
            case TIMESTAMP -> value -> ((Instant) value).atOffset(ZoneOffset.UTC);
            case LONG -> value -> ((Number) value).longValue();
            case DOUBLE -> value -> ((Number) value).doubleValue();
            case DECIMAL -> {
                int scale = ((Types.DecimalType) column).scale();
                yield value -> ((BigDecimal) value).setScale(scale);
            }
            default -> value -> value;
        };
    }

    /** A list with each of its elements as {@code element} makes it. */
    public static List<Object> list(List<?> values, Function<Object, Object> element) {
        List<Object> copied = new ArrayList<>(values.size());
        values.forEach(each -> copied.add(each == null ? null : element.apply(each)));
        return copied;
    }
}
