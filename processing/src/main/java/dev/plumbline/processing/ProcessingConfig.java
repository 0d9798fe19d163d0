package dev.plumbline.processing;

import dev.plumbline.processing.maintain.MaintenancePolicy;
import dev.plumbline.processing.spark.SparkMaster;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.Warehouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the processing layer needs to know, read once in {@code main}. {@code workDirectory} holds only what can be made
 * again (Spark's scratch files and checkpoints); what must last is in the tables.
 */
public record ProcessingConfig(
        Addresses addresses,
        Map<String, String> catalogProperties,
        Path workDirectory,
        Optional<Path> contractsDirectory,
        Optional<Path> modelsDirectory,
        SparkMaster spark,
        boolean sparkPage,
        Duration trigger,
        long maxEventsPerBatch,
        long seenEventsBytes,
        long openWindowsBytes,
        int keptSnapshots,
        MaintenancePolicy maintenance,
        Duration maintainEvery,
        Duration reconcileEvery) {

    public static ProcessingConfig from(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        Path data = settings.path("data.dir", "data");
        Warehouse warehouse = settings.parsed(given -> Warehouse.from(given::text, data));
        return new ProcessingConfig(
                addresses,
                CatalogClient.properties(addresses.catalogUri(), warehouse.properties()),
                data.resolve("processing"),
                settings.optionalPath("contracts.dir"),
                settings.optionalPath("models.dir"),
                SparkMaster.from(settings, warehouse),
                settings.flag("spark.ui.enabled", true),
                settings.duration("processing.trigger", Duration.ofSeconds(1)),
                settings.number("processing.max-events-per-batch", 60_000, 1, 10_000_000),
                settings.number("processing.seen-events-mb", 256, 1, 65_536) << 20,
                settings.number("processing.open-windows-mb", 64, 0, 65_536) << 20,
                (int) settings.number("processing.kept-snapshots", 200, 10, 1_000_000),
                MaintenancePolicy.from(settings),
                settings.duration("schedule.maintain", Duration.ZERO),
                settings.duration("schedule.reconcile", Duration.ZERO));
    }

    /** The same with another catalog. */
    public ProcessingConfig withCatalog(Map<String, String> properties) {
        return new ProcessingConfig(
                addresses,
                properties,
                workDirectory,
                contractsDirectory,
                modelsDirectory,
                spark,
                sparkPage,
                trigger,
                maxEventsPerBatch,
                seenEventsBytes,
                openWindowsBytes,
                keptSnapshots,
                maintenance,
                maintainEvery,
                reconcileEvery);
    }

    /** Without the catalog's properties, as these may hold a secret. */
    @Override
    public String toString() {
        return "catalog=" + addresses.catalogUri() + " work=" + workDirectory + " master=" + spark;
    }
}
