package dev.plumbline.local.command;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.compose.ComposeService;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.runtime.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the commands that start, stop and look do with {@code --compose}: the same for the stack of containers. */
final class StackCommands {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private final PlatformCommand command;
    private final ComposeStack stack;

    private StackCommands(PlatformCommand command, ComposeStack stack) {
        this.command = command;
        this.stack = stack;
    }

    /** For the stack that the options of {@code command} mean; its secrets are made where there are none. */
    static StackCommands of(PlatformCommand command) {
        return of(command, command.platform.settings());
    }

    static StackCommands of(PlatformCommand command, Settings settings) {
        ComposeStack stack = ComposeStack.of(Checkout.current(), settings);
        stack.prepare();
        return new StackCommands(command, stack);
    }

    /** Builds, starts, waits, and says where everything is; returns the address of the page. */
    String up(StackProfiles chosen) {
        requireSettable();
        List<String> profiles = chosen.ofStack(stack);
        stack.requireEveryBroker(profiles);
        stack.build(profiles);
        stack.up(START_TIMEOUT, profiles);
        List<ComposeService> services = stack.services();
        services.stream()
                .filter(service -> service.state() == ComposeService.State.READY)
                .forEach(service -> command.talk(String.format(
                        Locale.ROOT,
                        "  %-14s %-24s ready  %7s",
                        service.name(),
                        service.address().isEmpty() ? "inside only" : service.address(),
                        Amounts.megabytes(service.memoryBytes()))));
        return page(services);
    }

    int down() {
        stack.down();
        command.talk("Stopped. ./plumbline up --compose goes on where it was.");
        return command.print(Map.of("stopped", true), () -> {});
    }

    int status() {
        List<ComposeService> services = stack.services();
        if (services.isEmpty()) {
            throw Failure.environment("The stack is not running", "./plumbline up --compose");
        }
        long memory = services.stream().mapToLong(ComposeService::memoryBytes).sum();
        command.print(json(services, memory), () -> print(services, memory));
        services.stream()
                .filter(service -> !service.well())
                .forEach(service -> command.talk(
                        service.name() + " is not ready; next: ./plumbline logs --compose " + service.name()));
        return services.stream().allMatch(ComposeService::well) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    int logs(String service, int lines, boolean follow) {
        int exitCode = stack.logs(service, lines, follow);
        if (exitCode != 0 && !follow) {
            throw Failure.usage(
                    "docker compose has no log of " + (service == null ? "the stack" : service),
                    "./plumbline status --compose lists the services");
        }
        return ExitCode.OK;
    }

    int reset() {
        stack.removeWithVolumes();
        command.talk("Deleted every event and table of the stack; its secrets in deploy/compose/.env stay.");
        return ExitCode.OK;
    }

    ComposeStack stack() {
        return stack;
    }

    /** What the stack cannot be told by a flag must not be passed over in silence. */
    private void requireSettable() {
        command.platform.set.keySet().stream()
                .filter(key -> !ComposeStack.settable().contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw Failure.usage(
                            key + " cannot be set for the stack by a flag",
                            "write " + key + "=" + command.platform.set.get(key)
                                    + " to a file and give it with --config FILE, or to"
                                    + " deploy/compose/extensions/plumbline.properties");
                });
    }

    private static String page(List<ComposeService> services) {
        return services.stream()
                .filter(service -> service.name().equals("visualize-api"))
                .map(ComposeService::address)
                .findFirst()
                .orElse("");
    }

    private void print(List<ComposeService> services, long memory) {
        TextTable table = new TextTable("service", "state", "address", "up", "memory", "limit", "restarts");
        services.forEach(service -> table.row(
                service.name(),
                service.state().name().toLowerCase(Locale.ROOT),
                service.address().isEmpty() ? "-" : service.address(),
                service.up() == null ? "-" : Amounts.age(service.up()),
                service.memoryBytes() == 0 ? "-" : Amounts.megabytes(service.memoryBytes()),
                service.memoryBytes() == 0 ? "-" : Amounts.megabytes(service.memoryLimitBytes()),
                service.restarts()));
        table.print(command.out());
        command.out().printf("%nAll together %s. Page: %s%n", Amounts.megabytes(memory), page(services));
    }

    private static Map<String, Object> json(List<ComposeService> services, long memory) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", page(services));
        json.put("memoryBytes", memory);
        json.put("services", services.stream().map(StackCommands::json).toList());
        return json;
    }

    private static Map<String, Object> json(ComposeService service) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("service", service.name());
        json.put("container", service.container());
        json.put("state", service.state().name().toLowerCase(Locale.ROOT));
        json.put("address", service.address());
        json.put("upSeconds", service.up() == null ? null : service.up().toSeconds());
        json.put("memoryBytes", service.memoryBytes());
        json.put("memoryLimitBytes", service.memoryLimitBytes());
        json.put("restarts", service.restarts());
        json.put("exitCode", service.exitCode());
        return json;
    }
}
