package dev.plumbline.storage.catalog;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;

/**
 * The latest answer for each table, ready to send. A client loads a table before and after each commit, and a metadata file
 * never changes: an answer holds for as long as its file is the table's current one. Bounded in bytes; safe for many threads.
 */
final class AnsweredTables {

    private record Key(TableIdentifier table, SnapshotMode mode) {}

    private record Answer(String metadataLocation, byte[] json) {}

    private final long maxBytes;
    private final Map<Key, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    AnsweredTables(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The answer made from exactly this metadata file. */
    synchronized Optional<byte[]> find(TableIdentifier table, SnapshotMode mode, String metadataLocation) {
        Answer answer = answers.get(new Key(table, mode));
        return answer != null && answer.metadataLocation().equals(metadataLocation)
                ? Optional.of(answer.json())
                : Optional.empty();
    }

    synchronized void keep(TableIdentifier table, SnapshotMode mode, String metadataLocation, byte[] json) {
        Key key = new Key(table, mode);
        forget(answers.remove(key));
        if (json.length > maxBytes / 2) {
            return;
        }
        answers.put(key, new Answer(metadataLocation, json));
        bytes += json.length;
        Iterator<Answer> oldest = answers.values().iterator();
        while (bytes > maxBytes) {
            Answer dropped = oldest.next();
            oldest.remove();
            forget(dropped);
        }
    }

    private void forget(Answer answer) {
        bytes -= answer == null ? 0 : answer.json().length;
    }
}
