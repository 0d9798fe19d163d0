package dev.plumbline.local.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.SplittableRandom;

/** Readings of sensors beside the road and in vehicles: values that wander, each around a mean of its own. */
final class VehicleTelemetryGenerator implements EventGenerator {

    private static final String[] ROAD_METRICS = {"speed", "occupancy", "travel_time"};
    private static final double[] ROAD_MEANS = {72, 14, 240};
    private static final String[] VEHICLE_METRICS = {"speed", "engine_temperature", "battery_voltage"};
    private static final double[] VEHICLE_MEANS = {55, 90, 12.6};
    private static final int SENSORS = 24;
    private static final int VEHICLES = 40;

    private final double[] wander = new double[(SENSORS + VEHICLES) * ROAD_METRICS.length];

    private enum Wrong {
        VALUE_IN_WORDS,
        NO_SENSOR,
        OFF_THE_MAP,
        METRIC_IN_CAPITALS
    }

    @Override
    public void writeGood(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException {
        write(random, eventTime, json, null);
    }

    @Override
    public void writeBad(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException {
        Wrong[] ways = Wrong.values();
        write(random, eventTime, json, ways[random.nextInt(ways.length)]);
    }

    private void write(SplittableRandom random, Instant eventTime, JsonGenerator json, Wrong wrong) throws IOException {
        int source = random.nextInt(SENSORS + VEHICLES);
        int metric = random.nextInt(ROAD_METRICS.length);
        boolean vehicle = source >= SENSORS;
        double mean = vehicle ? VEHICLE_MEANS[metric] : ROAD_MEANS[metric];
        int place = source * ROAD_METRICS.length + metric;
        wander[place] = 0.9 * wander[place] + (random.nextDouble() - 0.5) * mean * 0.1;

        json.writeStartObject();
        if (wrong != Wrong.NO_SENSOR) {
            json.writeStringField("sensor_id", vehicle ? "unit-" + (source - SENSORS) : "t" + (4000 + source));
        }
        String name = vehicle ? VEHICLE_METRICS[metric] : ROAD_METRICS[metric];
        json.writeStringField("metric", wrong == Wrong.METRIC_IN_CAPITALS ? "SPEED!" : name);
        json.writeStringField("measured_at", eventTime.toString());
        if (wrong == Wrong.VALUE_IN_WORDS) {
            json.writeStringField("value", "n/a");
        } else {
            json.writeNumberField("value", rounded(mean + wander[place], 2));
        }
        if (vehicle || wrong == Wrong.OFF_THE_MAP) {
            json.writeStringField("vehicle_id", "bus-" + (100 + source - SENSORS));
            json.writeObjectFieldStart("position");
            json.writeNumberField("lat", wrong == Wrong.OFF_THE_MAP ? BigDecimal.valueOf(144) : near(random, 44.97));
            json.writeNumberField("lon", near(random, -93.26));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static BigDecimal near(SplittableRandom random, double degrees) {
        return rounded(degrees + (random.nextDouble() - 0.5) * 0.2, 5);
    }

    private static BigDecimal rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
    }
}
