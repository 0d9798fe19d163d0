package dev.plumbline.visualize.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.visualize.web.ProblemException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.RESTException;
import org.junit.jupiter.api.Test;

class CurrentTablesTest {

    private static final TableName ORDERS = new TableName("silver", "orders");

    @Test
    void whoWaitsForACatalogThatHangsHearsWithTheFirstThatItDidNotAnswer() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CurrentTables tables = new CurrentTables(() -> catalogThatHangs(hanging, questions), Duration.ofMillis(200));
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(new Thread(() -> {
                try {
                    tables.table(ORDERS, AsOf.NOW);
                } catch (ProblemException e) {
                    refused.incrementAndGet();
                }
            }));
        }

        waiting.forEach(Thread::start);
        await().until(() -> waiting.stream()
                        .filter(thread -> thread.getState() == Thread.State.BLOCKED)
                        .count()
                == 4);
        hanging.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }

        assertThat(questions).hasValue(1);
        assertThat(refused).hasValue(5);
    }

    private static Catalog catalogThatHangs(CountDownLatch hanging, AtomicInteger questions) {
        return (Catalog) Proxy.newProxyInstance(
                Catalog.class.getClassLoader(), new Class<?>[] {Catalog.class}, (proxy, method, arguments) -> {
                    questions.incrementAndGet();
                    hanging.await();
                    throw new RESTException("Read timed out");
                });
    }
}
