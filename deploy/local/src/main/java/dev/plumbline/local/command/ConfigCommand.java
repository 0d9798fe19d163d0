package dev.plumbline.local.command;

import dev.plumbline.local.supervisor.Layers;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows the settings as they would be used now, and where each comes from. */
@Command(name = "config", description = "Show the settings as they would be used now, each with its origin.")
final class ConfigCommand extends PlatformCommand {

    @Override
    int run() {
        Settings settings = platform.settings();
        settings.text("data.dir", platform.data().toString());
        Addresses.from(settings);
        List.of(
                        "contracts.dir",
                        "models.dir",
                        "queries.dir",
                        "warehouse",
                        "s3.endpoint",
                        "s3.region",
                        "s3.access-key",
                        "s3.secret",
                        "catalog.io-impl",
                        "catalog.properties",
                        "storage.jdbc.url",
                        "storage.jdbc.user",
                        "storage.jdbc.password",
                        "processing.trigger")
                .forEach(settings::optional);
        Layers.heaps(settings);
        platform.set.keySet().forEach(settings::optional);
        return print(settings.used(), () -> {
            TextTable table = new TextTable("setting", "value", "from", "set it with");
            settings.used()
                    .forEach(setting -> table.row(
                            setting.key(), setting.value(), setting.origin(), Settings.environmentName(setting.key())));
            table.print(out());
            platform.running()
                    .ifPresent(holder -> talk("A platform runs on this data directory with its own settings: process "
                            + holder.pid() + ", " + holder.url()));
        });
    }
}
