package dev.plumbline.local.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.SplittableRandom;

/** Requests to a web site: a few pages that most visitors see, some errors, answer times with a long tail. */
final class WebLogsGenerator implements EventGenerator {

    private static final Weighted PATHS = new Weighted(
            "/",
            30,
            "/products",
            18,
            "/products/teapot",
            9,
            "/products/lantern",
            8,
            "/basket",
            8,
            "/checkout",
            4,
            "/search?q=red",
            6,
            "/images/logo.png",
            10,
            "/style.css",
            10,
            "/blog/spring",
            4,
            "/contact",
            2,
            "/old-shop",
            1);
    private static final Weighted STATUSES =
            new Weighted("200", 86, "304", 5, "301", 2, "404", 4, "400", 1, "500", 1.2, "503", 0.8);
    private static final Weighted AGENTS = new Weighted(
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", 30,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
                    45,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
                    20,
            "ExampleBot/2.1 (+https://example.org/bot)", 5);

    private enum Wrong {
        STATUS_OUT_OF_RANGE,
        NO_HOST,
        BYTES_IN_WORDS,
        UNKNOWN_FIELD
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

    private static void write(SplittableRandom random, Instant eventTime, JsonGenerator json, Wrong wrong)
            throws IOException {
        String path = PATHS.pick(random);
        int status = Integer.parseInt(STATUSES.pick(random));
        json.writeStartObject();
        if (wrong != Wrong.NO_HOST) {
            json.writeStringField("remote_host", "203.0.113." + (1 + random.nextInt(250)));
        }
        json.writeStringField("time", eventTime.toString());
        json.writeStringField("method", path.equals("/checkout") ? "POST" : "GET");
        json.writeStringField("path", path);
        json.writeStringField("protocol", "HTTP/1.1");
        json.writeNumberField("status", wrong == Wrong.STATUS_OUT_OF_RANGE ? 999 : status);
        if (wrong == Wrong.BYTES_IN_WORDS) {
            json.writeStringField("bytes", "many");
        } else if (status == 200) {
            json.writeNumberField("bytes", 300 + random.nextInt(60_000));
        }
        if (random.nextInt(3) == 0) {
            json.writeStringField("referer", "https://shop.example/");
        }
        json.writeStringField("user_agent", AGENTS.pick(random));
        json.writeNumberField("duration_ms", duration(random, status));
        if (wrong == Wrong.UNKNOWN_FIELD) {
            json.writeBooleanField("cached", true);
        }
        json.writeEndObject();
    }

    /** Exponential, and ten times as long for one request in fifty. */
    private static BigDecimal duration(SplittableRandom random, int status) {
        double mean = status >= 500 ? 400 : 18;
        double tail = random.nextInt(50) == 0 ? 10 : 1;
        double millis = 0.4 - mean * tail * StrictMath.log(1 - random.nextDouble());
        return BigDecimal.valueOf(millis).setScale(1, RoundingMode.HALF_UP);
    }
}
