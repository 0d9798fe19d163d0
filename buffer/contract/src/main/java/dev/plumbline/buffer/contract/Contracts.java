package dev.plumbline.buffer.contract;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contracts this platform runs with, by stream, in a stable order: the shipped ones, overridden and extended by the
 * files of a directory. Open this class first.
 */
public final class Contracts {

    private final Map<String, Contract> byStream;

    private Contracts(Map<String, Contract> byStream) {
        this.byStream = byStream;
    }

    /** The shipped contracts and those of {@code directory} ({@code *.yaml}); a stream of the directory replaces a shipped one. */
    public static Contracts load(Optional<Path> directory) throws InvalidContractException {
        throw new UnsupportedOperationException("being written");
    }

    public static Contracts of(List<Contract> contracts) {
        Map<String, Contract> byStream = new LinkedHashMap<>();
        contracts.forEach(contract -> byStream.put(contract.stream(), contract));
        return new Contracts(byStream);
    }

    public Collection<Contract> all() {
        return byStream.values();
    }

    public Optional<Contract> stream(String name) {
        return Optional.ofNullable(byStream.get(name));
    }
}
