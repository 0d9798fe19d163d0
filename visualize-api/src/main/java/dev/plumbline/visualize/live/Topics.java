package dev.plumbline.visualize.live;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.buffer.kafka.TopicReader;
import dev.plumbline.buffer.kafka.TopicTail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the topics hold, through a reader that is connected when first needed. Safe for many threads. */
public final class Topics implements AutoCloseable {

    private final String bootstrap;
    private final List<String> names = new ArrayList<>();
    private TopicReader reader;

    public Topics(String bootstrap, Collection<Contract> contracts) {
        this.bootstrap = bootstrap;
        contracts.forEach(contract -> {
            names.add(contract.topic().name());
            names.add(contract.topic().deadLetters());
        });
    }

    /** The partitions of every stream's topic and dead-letter topic, by topic. */
    Map<String, List<PartitionRange>> ranges() {
        return reader().ranges(names).stream().collect(Collectors.groupingBy(PartitionRange::topic));
    }

    TopicTail tail(String topic, int newest) {
        return reader().tail(topic, newest);
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
        }
    }

    private synchronized TopicReader reader() {
        if (reader == null) {
            reader = TopicReader.connect(bootstrap);
        }
        return reader;
    }
}
