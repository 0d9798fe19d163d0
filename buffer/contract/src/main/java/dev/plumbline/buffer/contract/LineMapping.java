package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes events of the lines of one file: compiled from the contract, its {@link ReplayMapping}, the file's name and the
 * file's columns. It translates and does not judge: a text that is not what the field wants goes into the event as it is,
 * so that ingest refuses it with the reason. Immutable and safe for many threads; the same line always gives the same bytes.
 */
public final class LineMapping {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    private final int columns;
    private final List<Slot> slots;
    private final List<String> ignoredColumns;
    private final List<String> missingColumns;

    private LineMapping(int columns, List<Slot> slots, List<String> ignoredColumns, List<String> missingColumns) {
        this.columns = columns;
        this.slots = slots;
        this.ignoredColumns = ignoredColumns;
        this.missingColumns = missingColumns;
    }

    /**
     * The mapping of a file with these columns (a CSV header, or {@link CombinedLog#COLUMNS}).
     *
     * @throws UnreadableLineException where the file's name, or its header, is not what the contract's mapping expects
     */
    public static LineMapping compile(Contract contract, String fileName, List<String> columns)
            throws UnreadableLineException {
        ReplayMapping mapping = contract.replay().orElseGet(() -> ReplayMapping.byName(ReplayMapping.Format.CSV));
        return new Compilation(contract.fields(), mapping).compile(fileName, columns);
    }

    /** Columns of the file that no field is made of. */
    public List<String> ignoredColumns() {
        return ignoredColumns;
    }

    /** Columns that the contract's mapping names and the file does not have. */
    public List<String> missingColumns() {
        return missingColumns;
    }

    /**
     * The event of one line as JSON.
     *
     * @param values the line's texts, in the order of the columns
     * @throws UnreadableLineException where there are more or fewer values than columns
     */
    public byte[] event(List<String> values) throws UnreadableLineException {
        if (values.size() != columns) {
            throw new UnreadableLineException(
                    "the line has " + values.size() + " values, expected " + columns + " as in the header");
        }
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Slot slot : slots) {
                slot.write(values, json);
            }
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Cannot write an event to memory", impossible);
        }
    }

    /** A field's place in the event. */
    private interface Slot {

        /** Whether this line has anything for it. */
        boolean filled(List<String> values);

        void write(List<String> values, JsonGenerator json) throws IOException;
    }

    private record StructSlot(String name, List<Slot> slots) implements Slot {

        @Override
        public boolean filled(List<String> values) {
            return slots.stream().anyMatch(slot -> slot.filled(values));
        }

        @Override
        public void write(List<String> values, JsonGenerator json) throws IOException {
            if (filled(values)) {
                json.writeObjectFieldStart(name);
                for (Slot slot : slots) {
                    slot.write(values, json);
                }
                json.writeEndObject();
            }
        }
    }

    /** A text from a column, or the same for all lines, on its way to a field. */
    private record TextSlot(
            Field field,
            int column,
            String constant,
            Set<String> nullTexts,
            Map<String, String> translation,
            Optional<DateTimeFormatter> timePattern)
            implements Slot {

        @Override
        public boolean filled(List<String> values) {
            String text = raw(values);
            return field.required() ? !text.isEmpty() : !isNull(text);
        }

        @Override
        public void write(List<String> values, JsonGenerator json) throws IOException {
            String raw = raw(values);
            if (field.required() || !isNull(raw)) {
                json.writeFieldName(field.name());
                writeValue(translation.getOrDefault(raw, raw), json);
            }
        }

        private String raw(List<String> values) {
            return column < 0 ? constant : values.get(column);
        }

        private boolean isNull(String text) {
            return text.isEmpty() || nullTexts.contains(text);
        }

        private void writeValue(String text, JsonGenerator json) throws IOException {
            FieldType type = field.type();
            if (type instanceof FieldType.Decimal) {
                writeNumber(text, json);
            } else if (type instanceof FieldType.Simple simple) {
                switch (simple.kind()) {
                    case INTEGER, LONG, DOUBLE -> writeNumber(text, json);
                    case BOOLEAN -> writeBoolean(text, json);
                    case DATE -> json.writeString(date(text));
                    case TIMESTAMP -> json.writeString(timestamp(text));
                    default -> json.writeString(text);
                }
            } else {
                writeNested(text, json);
            }
        }

        private static void writeNumber(String text, JsonGenerator json) throws IOException {
            String number = text.strip();
            if (NUMBER.matcher(number).matches()) {
                json.writeRawValue(number);
            } else {
                json.writeString(text);
            }
        }

        private static void writeBoolean(String text, JsonGenerator json) throws IOException {
            switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> json.writeBoolean(true);
                case "false" -> json.writeBoolean(false);
                default -> json.writeString(text);
            }
        }

        /** A list or an object can only come as JSON in its column. */
        private static void writeNested(String text, JsonGenerator json) throws IOException {
            if (isJson(text)) {
                // Line breaks in JSON are white space only, and would end the event's line where events are sent as
                // lines.
                json.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
            } else {
                json.writeString(text);
            }
        }

        private static boolean isJson(String text) {
            try (JsonParser parser = JSON.createParser(text)) {
                boolean isNested =
                        parser.nextToken() != null && parser.currentToken().isStructStart();
                parser.skipChildren();
                return isNested && parser.nextToken() == null;
            } catch (IOException notJson) {
                return false;
            }
        }

        private String date(String text) {
            if (timePattern.isEmpty()) {
                return text.strip();
            }
            try {
                return LocalDate.from(timePattern.get().parse(text.strip())).toString();
            } catch (DateTimeException otherwise) {
                return text;
            }
        }

        private String timestamp(String text) {
            String stripped = text.strip();
            long micros = timePattern.isPresent() ? byPattern(timePattern.get(), stripped) : TimeText.micros(stripped);
            return micros == TimeText.INVALID ? text : TimeText.iso(micros);
        }

        private static long byPattern(DateTimeFormatter pattern, String text) {
            try {
                TemporalAccessor parsed =
                        pattern.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
                OffsetDateTime time = parsed instanceof OffsetDateTime withOffset
                        ? withOffset
                        : parsed instanceof LocalDateTime local
                                ? local.atOffset(ZoneOffset.UTC)
                                : ((LocalDate) parsed).atStartOfDay().atOffset(ZoneOffset.UTC);
                return TimeText.micros(
                        time.withOffsetSameInstant(ZoneOffset.UTC).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
            } catch (DateTimeException otherwise) {
                return TimeText.INVALID;
            }
        }
    }

    /** Finds out where each field's text comes from. */
    private static final class Compilation {

        private final List<Field> fields;
        private final ReplayMapping mapping;
        private final Map<String, Integer> columnOfField = new LinkedHashMap<>();
        private final Map<String, String> constantOfField = new LinkedHashMap<>();

        Compilation(List<Field> fields, ReplayMapping mapping) {
            this.fields = fields;
            this.mapping = mapping;
            constantOfField.putAll(mapping.constants());
        }

        LineMapping compile(String fileName, List<String> columns) {
            Set<String> ofFileName = readFileName(fileName);
            List<String> ignored = new ArrayList<>();
            for (int index = 0; index < columns.size(); index++) {
                Optional<String> field = fieldOf(columns.get(index));
                if (field.isEmpty()) {
                    ignored.add(columns.get(index));
                } else if (columnOfField.put(field.get(), index) != null) {
                    throw new UnreadableLineException(
                            "the file's header gives two columns to the field " + field.get() + ", expected one");
                }
            }
            Set<String> missing = new LinkedHashSet<>(mapping.columns().keySet());
            missing.removeAll(ofFileName);
            missing.removeIf(name ->
                    columns.stream().anyMatch(column -> columnName(column).equals(name)));
            List<Slot> slots = slots(fields, "");
            if (columnOfField.isEmpty()) {
                throw new UnreadableLineException("no column of the file (" + Pass.shown(String.join(", ", columns))
                        + ") belongs to a field, expected some of "
                        + String.join(", ", missing.isEmpty() ? FieldPath.all(fields) : missing));
            }
            return new LineMapping(columns.size(), slots, List.copyOf(ignored), List.copyOf(missing));
        }

        /** A byte order mark before the first column, and spaces around any, are not part of its name. */
        private static String columnName(String column) {
            return (column.startsWith("\uFEFF") ? column.substring(1) : column).strip();
        }

        private Optional<String> fieldOf(String column) {
            String name = columnName(column);
            String mapped = mapping.columns().get(name);
            return mapped != null
                    ? Optional.of(mapped)
                    : Optional.of(name)
                            .filter(path -> FieldPath.find(fields, path).isPresent());
        }

        private Set<String> readFileName(String path) {
            Set<String> groups = new LinkedHashSet<>();
            if (mapping.fileName().isEmpty()) {
                return groups;
            }
            String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
            String expression = mapping.fileName().get();
            Matcher matcher = Pattern.compile(expression).matcher(name);
            if (!matcher.matches()) {
                throw new UnreadableLineException(
                        "the file's name is " + Pass.shown(name) + ", expected one that matches " + expression);
            }
            Matcher group = GROUP.matcher(expression);
            while (group.find()) {
                String column = group.group(1);
                String text = matcher.group(column);
                groups.add(column);
                fieldOf(column).filter(field -> text != null).ifPresent(field -> constantOfField.put(field, text));
            }
            return groups;
        }

        private List<Slot> slots(List<Field> of, String prefix) {
            List<Slot> slots = new ArrayList<>();
            for (Field field : of) {
                String path = prefix + field.name();
                if (columnOfField.containsKey(path) || constantOfField.containsKey(path)) {
                    slots.add(slot(field, path));
                } else if (field.type() instanceof FieldType.Struct struct) {
                    List<Slot> nested = slots(struct.fields(), path + ".");
                    if (!nested.isEmpty()) {
                        slots.add(new StructSlot(field.name(), nested));
                    }
                }
            }
            return slots;
        }

        private Slot slot(Field field, String path) {
            return new TextSlot(
                    field,
                    columnOfField.getOrDefault(path, -1),
                    constantOfField.getOrDefault(path, ""),
                    Set.copyOf(mapping.nullTexts()),
                    mapping.values().getOrDefault(path, Map.of()),
                    Optional.ofNullable(mapping.timePatterns().get(path))
                            .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
        }
    }
}
