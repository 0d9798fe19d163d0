package dev.plumbline.local.replay;

import dev.plumbline.buffer.contract.CombinedLog;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.GzipInput;
import dev.plumbline.buffer.contract.LineMapping;
import dev.plumbline.buffer.contract.ReplayMapping;
import dev.plumbline.buffer.contract.ReplayMapping.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A file to replay, and the source that its events are said to come from. */
public record ReplayFile(Path path, String source) {

    private static final String GZ = ".gz";

    /** The name that stands for the file, whether it is compressed or not. */
    static String baseName(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name;
    }

    /** What the name says about the format; empty when the contract has to say. */
    static Optional<Format> formatOf(Path path) {
        String name = baseName(path).toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Optional.of(Format.CSV);
        }
        boolean lines = name.endsWith(".ndjson") || name.endsWith(".jsonl") || name.endsWith(".json");
        return lines ? Optional.of(Format.NDJSON) : Optional.empty();
    }

    long bytes() throws IOException {
        return Files.size(path);
    }

    /** Opens the file's records; {@code progress} is told of every number of bytes read from the disk. */
    Records open(Contract contract, Optional<Format> asked, Charset charset, LongConsumer progress) throws IOException {
        Format format = asked.or(() -> formatOf(path))
                .or(() -> contract.replay().map(ReplayMapping::format))
                .orElse(Format.NDJSON);
        InputStream in = new CountedInput(Files.newInputStream(path), progress);
        try {
            InputStream plain = path.toString().endsWith(GZ) ? new GzipInput(in, 1 << 16) : in;
            String name = path.getFileName().toString();
            return switch (format) {
                case CSV -> new CsvRecords(plain, charset, contract, name);
                case NDJSON -> new NdjsonRecords(new LineInput(plain));
                case APACHE_COMBINED ->
                    new LogRecords(
                            new LineInput(plain), LineMapping.compile(contract, name, CombinedLog.COLUMNS), charset);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
