package dev.plumbline.processing.maintain;

import java.util.List;

/** What maintenance did to one table: files and bytes of its newest snapshot before and after, and what is gone from the disk. */
public record Maintained(
        String table,
        long filesBefore,
        long filesAfter,
        long bytesBefore,
        long bytesAfter,
        int manifestsBefore,
        int manifestsAfter,
        long snapshotsExpired,
        long orphanFiles,
        long orphanBytes,
        List<String> problems) {

    public Maintained {
        problems = List.copyOf(problems);
    }
}
