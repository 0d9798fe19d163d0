package dev.plumbline.buffer.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaFuture;

/** Kafka's admin client with bounded waits and errors that name the broker. Safe for many threads. */
final class AdminClient implements AutoCloseable {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    private final String bootstrap;
    private final Admin admin;
    private final Duration timeout;

    AdminClient(String bootstrap, Duration timeout) {
        this.bootstrap = bootstrap;
        this.timeout = timeout;
        Map<String, Object> properties = new HashMap<>(clientProperties(bootstrap));
        properties.put("request.timeout.ms", (int) timeout.toMillis());
        properties.put("default.api.timeout.ms", (int) timeout.toMillis());
        this.admin = Admin.create(properties);
    }

    /** What every client of ours has in common. */
    static Map<String, Object> clientProperties(String bootstrap) {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "enable.metrics.push",
                false,
                "reconnect.backoff.ms",
                50,
                "reconnect.backoff.max.ms",
                500,
                "connections.max.idle.ms",
                Duration.ofDays(1).toMillis());
    }

    Admin admin() {
        return admin;
    }

    <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(what, e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, e);
        }
    }

    /** Why the broker cannot be used now; empty when it answers. Takes up to a second where it does not. */
    Optional<String> problem() {
        int millis = (int) PROBE_TIMEOUT.toMillis();
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                    .clusterId()
                    .get(millis + 200L, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("the broker at " + bootstrap + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private BufferUnavailableException unavailable(String what, Throwable cause) {
        return new BufferUnavailableException(
                "Cannot " + what + " at " + bootstrap + ": " + cause.getMessage()
                        + ". Is the buffer running? See ./plumbline status",
                cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
