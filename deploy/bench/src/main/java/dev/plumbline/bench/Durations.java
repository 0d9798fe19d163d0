package dev.plumbline.bench;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: 20ms, 30s, 5m. */
final class Durations {

    private Durations() {}

    static Duration parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            return lower.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)))
                    : Duration.parse("pt" + lower);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no duration; expected such as 20ms, 30s, 5m");
        }
    }
}
