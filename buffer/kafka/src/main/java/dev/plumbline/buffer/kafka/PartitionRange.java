package dev.plumbline.buffer.kafka;

/** What a partition holds: offsets from {@code begin}, inclusive, to {@code end}, exclusive. */
public record PartitionRange(String topic, int partition, long begin, long end) {

    public long count() {
        return end - begin;
    }
}
