package dev.plumbline.buffer.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/** Events per second that one core checks and reads. Run its main; it is no test. */
final class EventReaderBenchmark {

    private static final int EVENTS = 10_000;
    private static final int ROUNDS = 300;
    private static final int REPETITIONS = 5;

    private EventReaderBenchmark() {}

    public static void main(String[] arguments) {
        EventReader reader = EventReader.compile(ContractTexts.shipped("orders"));
        byte[][] events = orders(new SplittableRandom(7));
        System.out.printf(
                Locale.ROOT,
                "orders, %d bytes on average%n",
                java.util.Arrays.stream(events).mapToInt(event -> event.length).sum() / EVENTS);
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            report("check", events, event -> reader.check(event, 0, event.length)
                    .eventTimeMicros());
            report("read ", events, event -> reader.read(event, 0, event.length).contentHash());
        }
    }

    private static void report(String what, byte[][] events, ToLongFunction<byte[]> work) {
        long started = System.nanoTime();
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (byte[] event : events) {
                sum += work.applyAsLong(event);
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(Locale.ROOT, "%s %,12.0f events/s (%x)%n", what, EVENTS * (double) ROUNDS / seconds, sum);
    }

    private static byte[][] orders(SplittableRandom random) {
        byte[][] events = new byte[EVENTS][];
        for (int index = 0; index < EVENTS; index++) {
            String order = String.format(
                    Locale.ROOT,
                    "{\"invoice_no\":\"%d\",\"stock_code\":\"%dA\",\"description\":\"WHITE HANGING HEART T-LIGHT HOLDER\","
                            + "\"quantity\":%d,\"invoice_date\":\"%s\",\"unit_price\":%d.%02d,\"customer_id\":\"%d.0\",\"country\":\"United Kingdom\"}",
                    536_365 + index / 20,
                    random.nextInt(10_000, 90_000),
                    random.nextInt(-5, 100),
                    Instant.ofEpochSecond(1_291_000_000L + random.nextInt(30_000_000)),
                    random.nextInt(40),
                    random.nextInt(100),
                    random.nextInt(12_000, 19_000));
            events[index] = order.getBytes(StandardCharsets.UTF_8);
        }
        return events;
    }
}
