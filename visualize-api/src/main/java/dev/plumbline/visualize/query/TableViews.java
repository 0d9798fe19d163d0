package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A table as of one snapshot, as a DuckDB view: the files are those that Iceberg's metadata names, columns are found in
 * them by field id, and deleted rows are left out. A view is created once per snapshot and dropped when long unused.
 */
public final class TableViews {

    private static final int MAX_VIEWS = 200;
    private static final long UNUSED_NANOS = 300_000_000_000L;

    private record View(String name, long[] usedAt) {}

    private final DuckDb duckDb;
    private final Manifests manifests;
    private final FilesOnDisk files;
    private final Map<String, View> views = new LinkedHashMap<>(64, 0.75f, true);
    private long created;

    public TableViews(DuckDb duckDb, Manifests manifests, FilesOnDisk files) {
        this.duckDb = duckDb;
        this.manifests = manifests;
        this.files = files;
    }

    /** What a query selects from, in the order it was asked for; the files behind it stay until it is closed. */
    record Reading(List<String> sources, List<FilesOnDisk.Held> held) implements AutoCloseable {

        @Override
        public void close() {
            held.forEach(FilesOnDisk.Held::close);
        }
    }

    /** The views on tables, by their names as SQL quotes them; creates those that are not there. */
    Reading open(List<TableAt> tables) {
        Reading reading = new Reading(new ArrayList<>(), new ArrayList<>());
        try {
            for (TableAt at : tables) {
                reading.held().add(files.hold(at.table().io(), () -> manifests.files(at)));
                reading.sources().add(of(at));
            }
            return reading;
        } catch (RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    private String of(TableAt at) {
        synchronized (this) {
            View view = views.get(at.version());
            if (view != null) {
                view.usedAt()[0] = System.nanoTime();
                return view.name();
            }
        }
        String select = select(at, manifests.files(at));
        synchronized (this) {
            View view = views.get(at.version());
            if (view == null) {
                dropUnused();
                view = new View(Sql.name(at.name() + "@" + ++created), new long[] {System.nanoTime()});
                duckDb.define("CREATE VIEW " + view.name() + " AS " + select);
                views.put(at.version(), view);
            }
            return view.name();
        }
    }

    /**
     * What to select from for {@code count} rows of a table: only as many files as hold them, so that a few rows of a table
     * of many files cost little; the view on all where rows may be deleted.
     */
    Reading enough(TableAt at, long count) {
        TableFiles all = manifests.files(at);
        if (!all.deletes().isEmpty()) {
            return open(List.of(at));
        }
        List<DataFile> some = new ArrayList<>();
        long rows = 0;
        for (DataFile file : all.data()) {
            if (rows >= count) {
                break;
            }
            some.add(file);
            rows += file.recordCount();
        }
        TableFiles enough = new TableFiles(some, List.of());
        String select = select(at, enough);
        return new Reading(
                List.of("(" + select + ")"), List.of(files.hold(at.table().io(), () -> enough)));
    }

    private void dropUnused() {
        // A view that was handed out a moment ago may be about to be read, however many there are.
        while (views.size() >= MAX_VIEWS) {
            String eldest = views.keySet().iterator().next();
            View view = views.get(eldest);
            if (System.nanoTime() - view.usedAt()[0] < UNUSED_NANOS) {
                return;
            }
            duckDb.define("DROP VIEW " + view.name());
            views.remove(eldest);
        }
    }

    private String select(TableAt at, TableFiles of) {
        Schema schema = at.schema();
        if (of.data().isEmpty()) {
            return schema.columns().stream()
                    .map(column -> "NULL::" + ColumnTypes.duck(column.type()) + " AS " + Sql.name(column.name()))
                    .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
        }
        refuseNestedRenames(at);
        String columns =
                schema.columns().stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(", "));
        String byFieldId = schema.columns().stream()
                .map(column -> entry(at, column))
                .collect(Collectors.joining(", ", "MAP {", "}"));
        String source = "read_parquet(" + list(at, of.data()) + ", schema = " + byFieldId + ")";
        if (of.deletes().isEmpty()) {
            return "SELECT " + columns + " FROM " + source;
        }
        of.deletes().forEach(file -> refuseUnlessPositions(at, file));
        if (schema.findField("filename") != null || schema.findField("file_row_number") != null) {
            throw ProblemException.unsupported(
                    at.name()
                            + " has a column called filename or file_row_number and position deletes: rewrite its data files first");
        }
        // A delete file names a data file as the metadata does, DuckDB as the file system does.
        return "SELECT " + columns + " FROM " + source + " AS data WHERE NOT EXISTS (SELECT 1 FROM read_parquet("
                + list(at, of.deletes())
                + ", union_by_name = true) AS deleted WHERE deleted.pos = data.file_row_number"
                + " AND " + files.pathOf("deleted.file_path") + " = data.filename)";
    }

    private static String entry(TableAt at, Types.NestedField column) {
        if (column.initialDefault() != null) {
            throw ProblemException.unsupported(at.name() + "." + column.name()
                    + " has a default for rows older than itself, which is not read here");
        }
        return column.fieldId() + ": {name: " + Sql.text(column.name()) + ", type: "
                + Sql.text(ColumnTypes.duck(column.type())) + ", default_value: NULL}";
    }

    private String list(TableAt at, List<? extends ContentFile<?>> named) {
        return named.stream().map(file -> Sql.text(path(at, file))).collect(Collectors.joining(", ", "[", "]"));
    }

    private String path(TableAt at, ContentFile<?> file) {
        if (file.format() != FileFormat.PARQUET) {
            throw ProblemException.unsupported(at.name() + " has files in the format " + file.format()
                    + "; only Parquet is read here: " + file.location());
        }
        return files.path(at.name(), file.location()).toString();
    }

    private static void refuseUnlessPositions(TableAt at, DeleteFile file) {
        if (file.content() != FileContent.POSITION_DELETES) {
            throw ProblemException.unsupported(at.name()
                    + " has equality deletes, which are not applied here: rewrite its data files first ("
                    + file.location()
                    + ")");
        }
        if (file.format() != FileFormat.PARQUET) {
            throw ProblemException.unsupported(at.name()
                    + " has deletion vectors, which are not applied here: rewrite its data files first ("
                    + file.location()
                    + ")");
        }
    }

    /**
     * DuckDB finds a column by field id but what is inside it by name. That is right as long as no name inside has ever
     * meant another field; where one has, an answer would be wrong without a sign, so there is none.
     */
    private static void refuseNestedRenames(TableAt at) {
        Map<String, Integer> idByPath = new HashMap<>();
        Map<Integer, String> pathById = new HashMap<>();
        for (Types.NestedField column : at.schema().columns()) {
            if (column.type().isPrimitiveType()) {
                continue;
            }
            List<Schema> schemas = new ArrayList<>(at.table().schemas().values());
            for (Schema schema : schemas) {
                Types.NestedField then = schema.findField(column.fieldId());
                if (then != null) {
                    check(at, column, column.fieldId() + "", then.type(), idByPath, pathById);
                }
            }
        }
    }

    private static void check(
            TableAt at,
            Types.NestedField column,
            String path,
            Type type,
            Map<String, Integer> idByPath,
            Map<Integer, String> pathById) {
        if (type.isPrimitiveType()) {
            return;
        }
        for (Types.NestedField field : type.asNestedType().fields()) {
            String inner = path + "." + field.name();
            Integer otherId = idByPath.putIfAbsent(inner, field.fieldId());
            String otherPath = pathById.putIfAbsent(field.fieldId(), inner);
            if (otherId != null && otherId != field.fieldId() || otherPath != null && !otherPath.equals(inner)) {
                throw ProblemException.unsupported("inside " + at.name() + "." + column.name() + " the field "
                        + field.name() + " was renamed or its name used anew, which is not read here:"
                        + " rewrite the table's data files, or read it with Spark");
            }
            check(at, column, inner, field.type(), idByPath, pathById);
        }
    }
}
