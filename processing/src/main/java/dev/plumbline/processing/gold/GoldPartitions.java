package dev.plumbline.processing.gold;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** How a model's windows lie in the partitions of its gold table: what is replaced is replaced by whole partitions. */
final class GoldPartitions {

    private static final int DAYS_PER_SLICE = 31;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final Pattern TRANSFORM = Pattern.compile("(hour|day|month|year)\\((\\w+)\\)");

    private final Model model;
    private final boolean windowIsDay;

    GoldPartitions(Model model, Schema schema) {
        this.model = model;
        this.windowIsDay = schema.findType(model.windowColumn()).equals(Types.DateType.get());
    }

    /** Windows from one start (inclusive) to another (exclusive), in microseconds. */
    record Range(long fromMicros, long toMicros) {

        static final Range EVERYTHING = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

        /** Null where it has no beginning. */
        Instant from() {
            return fromMicros == Long.MIN_VALUE ? null : GoldState.instant(fromMicros);
        }

        /** Null where it has no end. */
        Instant to() {
            return toMicros == Long.MAX_VALUE ? null : GoldState.instant(toMicros);
        }
    }

    /** From one instant (inclusive) to another (exclusive), widened to whole partitions; empty is without end. */
    Range range(Optional<Instant> from, Optional<Instant> to) {
        return new Range(
                from.map(instant -> alignedDown(GoldState.micros(instant))).orElse(Long.MIN_VALUE),
                to.map(instant -> alignedUp(GoldState.micros(instant))).orElse(Long.MAX_VALUE));
    }

    /** The start of the partition that holds the window at {@code micros}, or of all where partitions are not by time. */
    long alignedDown(long micros) {
        return alignment().map(unit -> GoldState.micros(floor(micros, unit))).orElse(Long.MIN_VALUE);
    }

    /** The end of the partition that holds the last window before {@code micros}. */
    long alignedUp(long micros) {
        return alignment()
                .map(unit -> {
                    LocalDateTime floor = LocalDateTime.ofInstant(floor(micros - 1, unit), ZoneOffset.UTC);
                    return GoldState.micros(floor.plus(1, unit).toInstant(ZoneOffset.UTC));
                })
                .orElse(Long.MAX_VALUE);
    }

    /** Windows or days in runs that fill whole partitions and stay small enough for the driver. */
    List<List<Long>> slices(Set<Long> starts) {
        return slices(starts, DAYS_PER_SLICE);
    }

    /** The same with no more than so many days in a run, where a partition is no longer than that. */
    List<List<Long>> slices(Set<Long> starts, int mostDays) {
        List<List<Long>> slices = new ArrayList<>();
        Set<Long> daysOfSlice = new HashSet<>();
        long partitionEnd = Long.MIN_VALUE;
        for (Long start : starts) {
            daysOfSlice.add(Math.floorDiv(start, DAY_MICROS));
            boolean newPartition = start >= partitionEnd;
            if (slices.isEmpty() || newPartition && daysOfSlice.size() > mostDays) {
                slices.add(new ArrayList<>());
                daysOfSlice.clear();
                daysOfSlice.add(Math.floorDiv(start, DAY_MICROS));
            }
            if (newPartition) {
                partitionEnd = alignedUp(start + 1);
            }
            slices.get(slices.size() - 1).add(start);
        }
        return slices;
    }

    /** A window's start as its column has it. */
    Object literal(long micros) {
        return windowIsDay ? (Object) (int) Math.floorDiv(micros, DAY_MICROS) : (Object) micros;
    }

    private Optional<ChronoUnit> alignment() {
        for (String part : model.partition()) {
            Matcher transform = TRANSFORM.matcher(part);
            if (part.equals(model.windowColumn())) {
                return Optional.of(windowIsDay ? ChronoUnit.DAYS : ChronoUnit.SECONDS);
            }
            if (transform.matches() && transform.group(2).equals(model.windowColumn())) {
                return Optional.of(
                        switch (transform.group(1)) {
                            case "hour" -> ChronoUnit.HOURS;
                            case "day" -> ChronoUnit.DAYS;
                            case "month" -> ChronoUnit.MONTHS;
                            default -> ChronoUnit.YEARS;
                        });
            }
        }
        return Optional.empty();
    }

    private static Instant floor(long micros, ChronoUnit unit) {
        LocalDateTime time = LocalDateTime.ofInstant(GoldState.instant(micros), ZoneOffset.UTC);
        LocalDateTime floor =
                switch (unit) {
                    case MONTHS -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
                    case YEARS -> time.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
                    default -> time.truncatedTo(unit);
                };
        return floor.toInstant(ZoneOffset.UTC);
    }

    static PartitionSpec spec(Model model, Schema schema) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (String part : model.partition()) {
            Matcher transform = TRANSFORM.matcher(part);
            if (!transform.matches()) {
                spec.identity(part);
                continue;
            }
            switch (transform.group(1)) {
                case "hour" -> spec.hour(transform.group(2));
                case "day" -> spec.day(transform.group(2));
                case "month" -> spec.month(transform.group(2));
                default -> spec.year(transform.group(2));
            }
        }
        return spec.build();
    }
}
