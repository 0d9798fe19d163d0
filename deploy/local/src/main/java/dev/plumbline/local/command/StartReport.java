package dev.plumbline.local.command;

import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.ProcessMemory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Says one line per layer, once, when it is ready: address, start time, memory. */
final class StartReport implements Consumer<List<LayerState>> {

    private final Consumer<String> say;
    private final Set<String> said = new HashSet<>();

    StartReport(Consumer<String> say) {
        this.say = say;
    }

    @Override
    public synchronized void accept(List<LayerState> layers) {
        layers.stream()
                .filter(layer -> layer.phase() == LayerState.Phase.READY)
                .filter(layer -> said.add(layer.name()))
                .forEach(layer -> say.accept(String.format(
                        Locale.ROOT,
                        "  %-14s %-24s ready in %6s  %7s",
                        layer.name(),
                        layer.address(),
                        Amounts.seconds(layer.readyMillis()),
                        memory(layer.pid()))));
    }

    static String memory(long pid) {
        var bytes = ProcessMemory.residentBytes(pid);
        return bytes.isPresent() ? Amounts.megabytes(bytes.getAsLong()) : "-";
    }
}
