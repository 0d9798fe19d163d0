package dev.plumbline.processing.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A handle that Spark may serialise, to an object that stays in this JVM. It lets tasks in the driver's process
 * ({@code local[N]}) share its objects; on an executor of a cluster they are not there, and {@link #value()} says so.
 */
public final class InProcess<T> implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Map<Long, Object> OBJECTS = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT_KEY = new AtomicLong();

    private final long key = NEXT_KEY.incrementAndGet();

    private InProcess() {}

    /** A handle to {@code object}, which is kept for as long as the process runs: make one per stream, not one per batch. */
    public static <T> InProcess<T> share(T object) {
        InProcess<T> handle = new InProcess<>();
        OBJECTS.put(handle.key, object);
        return handle;
    }

    @SuppressWarnings("unchecked") // share() put it there under the same type
    public T value() {
        Object object = OBJECTS.get(key);
        if (object == null) {
            throw new IllegalStateException("This task was meant for the driver's process and runs in another one");
        }
        return (T) object;
    }
}
