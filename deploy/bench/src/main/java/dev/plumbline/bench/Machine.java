package dev.plumbline.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What a figure depends on besides the program: processors, JVM, and how busy the machine was; -1 where it is not known. */
public record Machine(int processors, String java, double loadAverage) {

    public static Machine now() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d processors, Java %s, load average before the run %.2f", processors, java, loadAverage);
    }
}
