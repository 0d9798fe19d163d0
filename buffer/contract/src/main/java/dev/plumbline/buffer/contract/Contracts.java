package dev.plumbline.buffer.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The contracts this platform runs with, by stream, in a stable order: the shipped ones, overridden and extended by the
 * files of a directory. Open this class first.
 */
public final class Contracts {

    private static final String SHIPPED_FOLDER = "/contracts/";
    private static final List<String> SHIPPED = List.of("orders.yaml", "web-logs.yaml", "vehicle-telemetry.yaml");

    private static final long LONGEST_FILE = 500_000;

    private final Map<String, Contract> byStream;

    private Contracts(Map<String, Contract> byStream) {
        this.byStream = Collections.unmodifiableMap(byStream);
    }

    /**
     * The shipped contracts and those of {@code directory} ({@code *.yaml}, by file name); a stream of the directory
     * replaces a shipped one in its place.
     */
    public static Contracts load(Optional<Path> directory) throws InvalidContractException {
        List<InvalidContractException.Finding> problems = new ArrayList<>();
        Map<String, Contract> byStream = new LinkedHashMap<>();
        for (String file : SHIPPED) {
            // The build has checked these against the standard; doing it again would only make every start slower.
            ContractFile.read("classpath:contracts/" + file, shipped(file), Optional.empty(), problems)
                    .ifPresent(contract -> byStream.put(contract.stream(), contract));
        }
        directory.ifPresent(folder -> byStream.putAll(loadFrom(folder, problems)));
        if (!problems.isEmpty()) {
            throw new InvalidContractException(problems);
        }
        return new Contracts(byStream);
    }

    /** A contract of another process, by its {@link Contract#origin} and {@link Contract#yaml}. */
    public static Contract read(String origin, String yaml) throws InvalidContractException {
        List<InvalidContractException.Finding> problems = new ArrayList<>();
        return ContractFile.read(origin, yaml, Optional.empty(), problems)
                .orElseThrow(() -> new InvalidContractException(problems));
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

    private static Map<String, Contract> loadFrom(Path directory, List<InvalidContractException.Finding> problems) {
        Map<String, Contract> byStream = new LinkedHashMap<>();
        List<Path> files = yamlFiles(directory, problems);
        Optional<OdcsSchema> standard = files.isEmpty() ? Optional.empty() : Optional.of(OdcsSchema.load());
        for (Path file : files) {
            text(file, problems)
                    .flatMap(yaml -> ContractFile.read(file.toString(), yaml, standard, problems))
                    .ifPresent(contract -> {
                        Contract other = byStream.put(contract.stream(), contract);
                        if (other != null) {
                            problems.add(new InvalidContractException.Finding(
                                    file.toString(),
                                    0,
                                    "name",
                                    "the stream " + contract.stream() + " is declared in " + other.origin()
                                            + " already",
                                    "one file per stream"));
                        }
                    });
        }
        return byStream;
    }

    private static List<Path> yamlFiles(Path directory, List<InvalidContractException.Finding> problems) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> sorted = files.sorted().toList();
            sorted.stream()
                    .filter(file -> hasEnding(file, ".yml"))
                    .forEach(file -> problems.add(new InvalidContractException.Finding(
                            file.toString(), 0, "contract", "would not be read: its name ends in .yml", "*.yaml")));
            return sorted.stream().filter(file -> hasEnding(file, ".yaml")).toList();
        } catch (IOException unreadable) {
            problems.add(new InvalidContractException.Finding(
                    directory.toString(),
                    0,
                    "contracts",
                    "cannot be listed: " + unreadable,
                    "a directory of *.yaml files"));
            return List.of();
        }
    }

    private static boolean hasEnding(Path file, String ending) {
        return file.getFileName().toString().endsWith(ending);
    }

    private static Optional<String> text(Path file, List<InvalidContractException.Finding> problems) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                problems.add(new InvalidContractException.Finding(
                        file.toString(),
                        0,
                        "contract",
                        "is " + Files.size(file) + " bytes long",
                        "up to " + LONGEST_FILE + " bytes"));
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (IOException unreadable) {
            String problem =
                    unreadable instanceof CharacterCodingException ? "is not UTF-8" : "cannot be read: " + unreadable;
            problems.add(
                    new InvalidContractException.Finding(file.toString(), 0, "contract", problem, "YAML in UTF-8"));
            return Optional.empty();
        }
    }

    private static String shipped(String file) {
        try (InputStream stream = Contracts.class.getResourceAsStream(SHIPPED_FOLDER + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read contracts/" + file + " from the class path", unreadable);
        }
    }
}
