package dev.plumbline.visualize.live;

import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.storage.tables.Offsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the tables are behind one topic. */
record StreamLag(List<PartitionRange> ranges, Offsets read) {

    long lag() {
        return ranges.stream()
                .mapToLong(range -> range.end() - committed(range))
                .sum();
    }

    /** How much has ever been written to the topic. */
    long written() {
        return ranges.stream().mapToLong(PartitionRange::end).sum();
    }

    /** How much of it is in the tables. */
    long committed() {
        return ranges.stream().mapToLong(this::committed).sum();
    }

    List<Map<String, Object>> partitions() {
        return ranges.stream()
                .map(range -> {
                    Map<String, Object> partition = new LinkedHashMap<>();
                    partition.put("partition", range.partition());
                    partition.put("begin", range.begin());
                    partition.put("committed", committed(range));
                    partition.put("end", range.end());
                    return partition;
                })
                .toList();
    }

    /** What was removed before it was read is not waiting; what is ahead of the topic was read from one that is gone. */
    private long committed(PartitionRange range) {
        return Math.min(range.end(), Math.max(range.begin(), read.end(range.partition())));
    }
}
