package dev.plumbline.visualize.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Plans which files a snapshot consists of. A manifest never changes, so each is read once and a new snapshot costs its
 * manifest list and the manifests that it added, however large the table. Safe for many threads.
 */
public final class Manifests {

    private static final int MAX_SNAPSHOTS = 64;

    private final int maxFiles;
    private final Map<String, List<ContentFile<?>>> byManifest = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, TableFiles> bySnapshot = new LinkedHashMap<>(16, 0.75f, true);
    private int heldFiles;

    /** Holds about {@code maxFiles} file entries at most (some 500 bytes each). */
    public Manifests(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    public TableFiles files(TableAt at) {
        if (at.snapshot().isEmpty()) {
            return new TableFiles(List.of(), List.of());
        }
        String key = at.table().uuid() + "@" + at.snapshot().get().snapshotId();
        synchronized (this) {
            TableFiles known = bySnapshot.get(key);
            if (known != null) {
                return known;
            }
        }
        TableFiles files = plan(at, at.snapshot().get());
        synchronized (this) {
            bySnapshot.put(key, files);
            if (bySnapshot.size() > MAX_SNAPSHOTS) {
                bySnapshot.remove(bySnapshot.keySet().iterator().next());
            }
        }
        return files;
    }

    private TableFiles plan(TableAt at, Snapshot snapshot) {
        List<DataFile> data = new ArrayList<>();
        List<DeleteFile> deletes = new ArrayList<>();
        for (ManifestFile manifest : snapshot.allManifests(at.table().io())) {
            for (ContentFile<?> file : entries(at, manifest)) {
                if (file instanceof DataFile dataFile) {
                    data.add(dataFile);
                } else {
                    deletes.add((DeleteFile) file);
                }
            }
        }
        return new TableFiles(data, deletes);
    }

    private List<ContentFile<?>> entries(TableAt at, ManifestFile manifest) {
        synchronized (this) {
            List<ContentFile<?>> known = byManifest.get(manifest.path());
            if (known != null) {
                return known;
            }
        }
        List<ContentFile<?>> read = manifest.content() == ManifestContent.DATA
                ? read(ManifestFiles.read(manifest, at.table().io(), at.table().specs()))
                : read(ManifestFiles.readDeleteManifest(
                        manifest, at.table().io(), at.table().specs()));
        synchronized (this) {
            if (byManifest.put(manifest.path(), read) == null) {
                heldFiles += read.size();
            }
            while (heldFiles > maxFiles && byManifest.size() > 1) {
                String eldest = byManifest.keySet().iterator().next();
                heldFiles -= byManifest.remove(eldest).size();
            }
        }
        return read;
    }

    private static <F extends ContentFile<F>> List<ContentFile<?>> read(ManifestReader<F> reader) {
        List<ContentFile<?>> files = new ArrayList<>();
        try (CloseableIterable<F> entries = reader) {
            entries.forEach(file -> files.add(file.copyWithoutStats()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(files);
    }
}
