package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.TestLake;
import dev.plumbline.runtime.Settings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamPipelineTest {

    @TempDir
    Path directory;

    @Test
    void anErrorOfTheJvmIsShownAndTriedAgainAsAnyOtherFailure() throws Exception {
        Contract contract = StreamTablesContract.contract("broken");
        AtomicInteger attempts = new AtomicInteger();
        ProcessingConfig config = ProcessingConfig.from(Settings.of(Map.of("data.dir", directory.toString())));
        try (TestLake tables = TestLake.open(directory, List.of(contract));
                Lake broken = new Lake(withTablesThatCannotBeRefreshed(tables.lake, attempts), 100);
                StreamPipeline pipeline = new StreamPipeline(contract, config, tables.spark, broken, () -> {})) {
            pipeline.start();

            await().until(() -> attempts.get() > 1);
            assertThat(pipeline.state().view().running()).isFalse();
            assertThat(pipeline.state().view().error()).contains("a class is missing");
        }
    }

    private static Catalog withTablesThatCannotBeRefreshed(Lake lake, AtomicInteger attempts) {
        return proxy(Catalog.class, (method, arguments) -> {
            TableIdentifier table = (TableIdentifier) arguments[0];
            return broken(lake.table(table.namespace().toString(), table.name()), attempts);
        });
    }

    private static Table broken(Table table, AtomicInteger attempts) {
        return proxy(Table.class, (method, arguments) -> {
            if (method.getName().equals("refresh")) {
                attempts.incrementAndGet();
                throw new NoClassDefFoundError("a class is missing");
            }
            try {
                return method.invoke(table, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private interface Call {
        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }
}
