package dev.plumbline.processing.spark;

import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.Warehouse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who gives Spark its processors: this process ({@code local[N]}), or a cluster's master, whose executors must find this
 * process by {@code driverHost}. {@code secret} is what all of a cluster's processes know one another by.
 */
public record SparkMaster(
        String url, String driverHost, String executorMemory, Optional<Long> cores, Optional<String> secret) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern LOCAL = Pattern.compile("local|local\\[(\\*|\\d+)(,\\s*\\d+)?]");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^/,]+):\\d+(,[^/,]+:\\d+)*");

    /** The settings; refuses what cannot work, before Spark would wait for executors that never answer. */
    public static SparkMaster from(Settings settings, Warehouse warehouse) {
        long cores = settings.number("spark.cores-max", 0, 0, 100_000);
        SparkMaster master = new SparkMaster(
                settings.text("spark.master", "local[2]"),
                settings.text("spark.driver.host", LOOPBACK),
                settings.text("spark.executor.memory", "1g"),
                cores == 0 ? Optional.empty() : Optional.of(cores),
                settings.optional("spark.secret"));
        master.requireReachable(warehouse);
        return master;
    }

    /** Whether tasks run in this process. */
    public boolean local() {
        return LOCAL.matcher(url).matches();
    }

    /** What it means in Spark's own settings. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spark.master", url);
        properties.put("spark.driver.host", driverHost);
        if (local()) {
            return properties;
        }
        properties.put("spark.executor.memory", executorMemory);
        cores.ifPresent(most -> properties.put("spark.cores.max", Long.toString(most)));
        // As in the driver: see ProcessingApp.
        properties.put(
                "spark.executor.extraJavaOptions",
                "-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Dorg.apache.iceberg.shaded.io.netty.noUnsafe=false");
        // A worker that is gone is noticed by its closed connections; one that only hangs, by its silence.
        properties.put("spark.executor.heartbeatInterval", "5s");
        properties.put("spark.network.timeout", "30s");
        properties.put("spark.network.timeoutInterval", "5s");
        secret.ifPresent(known -> {
            properties.put("spark.authenticate", "true");
            properties.put("spark.authenticate.secret", known);
            properties.put("spark.network.crypto.enabled", "true");
        });
        return properties;
    }

    private void requireReachable(Warehouse warehouse) {
        if (local()) {
            return;
        }
        Matcher standalone = STANDALONE.matcher(url);
        if (url.startsWith("spark:") && !standalone.matches()) {
            throw new InvalidSettingException("spark.master is " + url + ", expected local[N] or spark://host:7077");
        }
        boolean elsewhere = standalone.matches() && !loopback(standalone.group(1));
        if (elsewhere && loopback(driverHost)) {
            throw new InvalidSettingException("spark.driver.host is " + driverHost
                    + ", where executors of " + url + " find their own machine and not this one: set it to the name"
                    + " by which they reach this process");
        }
        if (elsewhere && warehouse.local()) {
            throw new InvalidSettingException("warehouse is " + warehouse.location()
                    + ", which executors of " + url + " do not see: set it to s3://bucket/prefix, or spark.master to"
                    + " local[N]");
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return url;
    }
}
