package dev.plumbline.storage.catalog;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;

/**
 * Keeps clients inside the warehouse: every location that a request names must lie below it, and every name that becomes a
 * folder must be one. Refuses with a ForbiddenException (403), or an IllegalArgumentException (400) for a name.
 */
final class WarehouseBoundary {

    /** Table and view properties by which a client could have files written elsewhere. */
    static final List<String> LOCATION_PROPERTIES =
            List.of("write.data.path", "write.metadata.path", "write.object-storage.path", "write.folder-storage.path");

    /** A class of the client's choice could put files anywhere. */
    private static final String LOCATION_PROVIDER = "write.location-provider.impl";

    /** Parts of a URI, and encodings, that clients read differently from one another. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\\\?#\\p{Cntrl}]|%2e|%2f|%5c");

    private final Warehouse warehouse;
    private final Path folder;

    private WarehouseBoundary(Warehouse warehouse, Path folder) {
        this.warehouse = warehouse;
        this.folder = folder;
    }

    static WarehouseBoundary around(Warehouse warehouse) {
        return new WarehouseBoundary(warehouse, warehouse.local() ? warehouse.folder() : null);
    }

    /** A folder for a table, a view or a namespace, or null where the catalog chooses it. */
    void requireFolder(String what, String location) {
        if (location == null) {
            return;
        }
        if (AMBIGUOUS.matcher(location.toLowerCase(Locale.ROOT)).find()) {
            throw refused(what, location, "it has characters that clients read differently");
        }
        requireInside(what, location);
    }

    /** Any file or folder below the warehouse. */
    void requireInside(String what, String location) {
        if (folder == null) {
            if (!warehouse.holds(location)) {
                throw refused(what, location, "it is outside, or not a plain path");
            }
            return;
        }
        if (location.contains("://") && !location.startsWith("file:///")) {
            throw refused(what, location, "it is not a path on the local disk");
        }
        if (hasDots(location)) {
            throw refused(what, location, "it has . or .. in it");
        }
        Path path = path(what, location);
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw refused(what, location, "it is outside");
        }
        requireNoWayOut(what, location, path);
    }

    /** One spelling for one place, of a location that was let in. */
    String plain(String location) {
        if (folder == null) {
            return location.replaceFirst("/+$", "");
        }
        return "file:" + LocalFileIO.path(location).normalize();
    }

    /** The properties that name locations, of a table or a view. */
    void requireProperties(Map<String, String> properties) {
        LOCATION_PROPERTIES.forEach(key -> requireFolder("property " + key, properties.get(key)));
        if (properties.containsKey(LOCATION_PROVIDER)) {
            throw refused(
                    "property " + LOCATION_PROVIDER, properties.get(LOCATION_PROVIDER), "it could write anywhere");
        }
    }

    /** The changes that a commit asks for. */
    void requireUpdates(List<MetadataUpdate> updates) {
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.SetLocation location) {
                requireFolder("location", location.location());
            } else if (update instanceof MetadataUpdate.SetProperties properties) {
                requireProperties(properties.updated());
            } else if (update instanceof MetadataUpdate.AddSnapshot added) {
                requireSnapshot(added.snapshot());
            } else if (update instanceof MetadataUpdate.SetStatistics statistics) {
                requireInside("statistics file", statistics.statisticsFile().path());
            } else if (update instanceof MetadataUpdate.SetPartitionStatistics statistics) {
                requireInside(
                        "partition statistics file",
                        statistics.partitionStatisticsFile().path());
            }
        }
    }

    /** Metadata that somebody else wrote and wants registered. */
    void requireMetadata(TableMetadata metadata) {
        requireFolder("location", metadata.location());
        requireProperties(metadata.properties());
        metadata.snapshots().forEach(this::requireSnapshot);
        metadata.previousFiles().forEach(file -> requireInside("earlier metadata file", file.file()));
    }

    /** A namespace's levels are joined by dots in the catalog and by slashes on the disk. */
    void requireNamespace(Namespace namespace) {
        if (namespace.isEmpty()) {
            throw new IllegalArgumentException("A namespace needs a name");
        }
        for (String level : namespace.levels()) {
            requireName("namespace level", level);
            if (level.contains(".")) {
                throw new IllegalArgumentException(
                        "The namespace level " + level + " has a dot in it; name the levels one by one");
            }
        }
    }

    void requireIdentifier(TableIdentifier identifier) {
        requireNamespace(identifier.namespace());
        requireName("table or view name", identifier.name());
    }

    private static void requireName(String what, String name) {
        boolean folderName = !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
        if (!folderName) {
            throw new IllegalArgumentException("The " + what + " \"" + name
                    + "\" cannot be the name of a folder; leave out /, \\ and control characters");
        }
    }

    private void requireSnapshot(Snapshot snapshot) {
        if (snapshot.manifestListLocation() != null) {
            requireInside("manifest list", snapshot.manifestListLocation());
        }
    }

    private Path path(String what, String location) {
        try {
            return LocalFileIO.path(location).normalize();
        } catch (IllegalArgumentException e) {
            throw refused(what, location, "it is not a path on the local disk");
        }
    }

    /** What exists of the path, links followed, must be in the warehouse too. */
    private void requireNoWayOut(String what, String location, Path path) {
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            Path root = folder.toRealPath();
            if (existing.startsWith(folder) && !existing.toRealPath().startsWith(root)) {
                throw refused(what, location, "a link leads out");
            }
        } catch (IOException e) {
            throw refused(what, location, "it cannot be followed (" + e + ")");
        }
    }

    private static boolean hasDots(String location) {
        for (String segment : location.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private ForbiddenException refused(String what, String location, String why) {
        return new ForbiddenException(
                "The %s %s is refused: %s. Everything must lie below the warehouse %s",
                what, location, why, warehouse.location());
    }
}
