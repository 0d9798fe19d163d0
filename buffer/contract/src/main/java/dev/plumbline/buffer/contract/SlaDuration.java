package dev.plumbline.buffer.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** A length of time as ODCS writes it: a number with a unit beside it, or one ISO-8601 duration such as PT2M. */
final class SlaDuration {

    static final String ALLOWED =
            "a positive number with unit s, min, h, d, w or y, or an ISO-8601 duration such as P30D or PT2M";

    private static final Map<String, Duration> UNITS = Map.ofEntries(
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hr", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("w", Duration.ofDays(7)),
            Map.entry("week", Duration.ofDays(7)),
            Map.entry("y", Duration.ofDays(365)),
            Map.entry("yr", Duration.ofDays(365)),
            Map.entry("year", Duration.ofDays(365)));

    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofDays(365_000).toMillis());

    private SlaDuration() {}

    static Optional<Duration> of(Place value, Place unit) {
        Optional<Duration> duration = unit.present() ? inUnits(value, unit) : iso(value);
        return duration.filter(length -> !length.isNegative() && !length.isZero());
    }

    private static Optional<Duration> inUnits(Place value, Place unit) {
        String name = unit.node().asText();
        Duration length =
                UNITS.get(name.length() > 2 && name.endsWith("s") ? name.substring(0, name.length() - 1) : name);
        if (length == null) {
            return Optional.empty();
        }
        try {
            BigDecimal millis = new BigDecimal(value.node().asText()).multiply(BigDecimal.valueOf(length.toMillis()));
            return millis.compareTo(LONGEST) > 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(millis.longValue()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> iso(Place value) {
        try {
            return value.text().map(Duration::parse);
        } catch (DateTimeParseException notADuration) {
            return Optional.empty();
        }
    }
}
