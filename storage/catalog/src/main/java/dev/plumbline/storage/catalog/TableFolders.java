package dev.plumbline.storage.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;

/**
 * Keeps each table's folder for that table alone: who tidies up a table, or drops it, takes what lies in its folder for its own.
 * Refuses with a ForbiddenException (403).
 */
final class TableFolders {

    private static final String METADATA = "/metadata";

    private final TablePointers pointers;
    private final FileIO files;
    private final WarehouseBoundary boundary;

    TableFolders(TablePointers pointers, FileIO files, WarehouseBoundary boundary) {
        this.pointers = pointers;
        this.files = files;
        this.boundary = boundary;
    }

    /** A folder that {@code owner} wants, or null where the catalog chooses it. */
    void requireFree(TableIdentifier owner, String what, String location) {
        if (location == null) {
            return;
        }
        String wanted = boundary.plain(location);
        pointers.all().forEach((other, metadata) -> {
            if (!other.equals(owner)) {
                String taken = folder(metadata);
                if (below(wanted, taken) || below(taken, wanted)) {
                    throw new ForbiddenException(
                            "The %s %s is refused: the folder of %s, %s, %s. Each table needs a folder of its own: name"
                                    + " another location, or none, and the catalog chooses one",
                            what,
                            location,
                            other,
                            taken,
                            wanted.equals(taken)
                                    ? "is the same"
                                    : below(wanted, taken) ? "is around it" : "lies inside of it");
                }
            }
        });
    }

    /** Whether {@link #requireFree} would take it. */
    boolean free(TableIdentifier owner, String location) {
        try {
            requireFree(owner, "location", location);
            return true;
        } catch (ForbiddenException e) {
            return false;
        }
    }

    void requireFree(TableIdentifier owner, Map<String, String> properties) {
        WarehouseBoundary.LOCATION_PROPERTIES.forEach(
                key -> requireFree(owner, "property " + key, properties.get(key)));
    }

    void requireFree(TableIdentifier owner, List<MetadataUpdate> updates) {
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.SetLocation location) {
                requireFree(owner, "location", location.location());
            } else if (update instanceof MetadataUpdate.SetProperties properties) {
                requireFree(owner, properties.updated());
            }
        }
    }

    /** Whether one of the updates names a folder, which most commits do not. */
    static boolean asked(List<MetadataUpdate> updates) {
        return updates.stream()
                .anyMatch(update -> update instanceof MetadataUpdate.SetLocation
                        || update instanceof MetadataUpdate.SetProperties properties
                                && !Collections.disjoint(
                                        properties.updated().keySet(), WarehouseBoundary.LOCATION_PROPERTIES));
    }

    /** Metadata lies in a folder below the table's, unless a property says otherwise; then the metadata has to be asked. */
    private String folder(String metadata) {
        String parent = boundary.plain(metadata.substring(0, metadata.lastIndexOf('/')));
        return parent.endsWith(METADATA)
                ? parent.substring(0, parent.length() - METADATA.length())
                : boundary.plain(
                        TableMetadataParser.read(files.newInputFile(metadata)).location());
    }

    private static boolean below(String inner, String outer) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }
}
