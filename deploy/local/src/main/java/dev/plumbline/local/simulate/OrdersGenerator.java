package dev.plumbline.local.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.SplittableRandom;

/** Lines of a shop's invoices: baskets of a few articles, mostly from one country, some of them sent back later. */
final class OrdersGenerator implements EventGenerator {

    private record Article(String code, String name, int pence) {}

    private record Line(String invoice, Article article, int quantity, String customer, String country) {}

    private static final Weighted COUNTRIES = new Weighted(
            "United Kingdom",
            62,
            "Germany",
            9,
            "France",
            8,
            "EIRE",
            6,
            "Netherlands",
            4,
            "Spain",
            3,
            "Belgium",
            2,
            "Switzerland",
            2,
            "Portugal",
            1.5,
            "Australia",
            1,
            "Norway",
            0.8,
            "Italy",
            0.7);

    private static final String[] THINGS = {
        "TEAPOT",
        "CAKE TIN",
        "LUNCH BAG",
        "LANTERN",
        "DOORMAT",
        "PHOTO FRAME",
        "ALARM CLOCK",
        "MUG",
        "PARASOL",
        "NAPKINS",
        "CANDLE HOLDER",
        "HOT WATER BOTTLE",
        "PENCIL CASE",
        "BIRD HOUSE",
        "BUNTING",
        "KITCHEN SCALES"
    };
    private static final String[] KINDS = {
        "RED SPOT", "VINTAGE", "BLUE STRIPE", "WOODEN", "GLASS", "FELT", "TIN", "PAPER"
    };
    private static final int[] PENCE = {42, 65, 85, 125, 165, 195, 210, 255, 295, 375, 425, 495, 795, 1095, 1495};
    private static final int REMEMBERED = 64;

    private final Article[] articles = articles();
    private final Line[] sold = new Line[REMEMBERED];
    private int soldCount;
    private int invoiceNumber = 600_000;
    private int linesLeft;
    private String customer;
    private String country;

    @Override
    public void writeGood(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException {
        write(random.nextInt(100) < 2 && soldCount > 0 ? cancelled(random) : next(random), eventTime, json, null);
    }

    @Override
    public void writeBad(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException {
        Wrong[] ways = Wrong.values();
        write(next(random), eventTime, json, ways[random.nextInt(ways.length)]);
    }

    private enum Wrong {
        QUANTITY_IN_WORDS,
        NO_COUNTRY,
        NO_DATE,
        UNKNOWN_FIELD,
        NEGATIVE_PRICE
    }

    private Line next(SplittableRandom random) {
        if (linesLeft == 0) {
            invoiceNumber++;
            linesLeft = 1 + random.nextInt(8);
            customer = random.nextInt(4) == 0 ? null : Integer.toString(12_000 + random.nextInt(4_000));
            country = COUNTRIES.pick(random);
        }
        linesLeft--;
        // The product of two draws: a few articles sell much more than the others.
        int rank = (int) (random.nextDouble() * random.nextDouble() * articles.length);
        int quantity = random.nextInt(10) == 0 ? 12 * (1 + random.nextInt(12)) : 1 + random.nextInt(12);
        Line line = new Line(Integer.toString(invoiceNumber), articles[rank], quantity, customer, country);
        sold[soldCount++ % REMEMBERED] = line;
        return line;
    }

    private Line cancelled(SplittableRandom random) {
        Line line = sold[random.nextInt(Math.min(soldCount, REMEMBERED))];
        return new Line("C" + line.invoice(), line.article(), -line.quantity(), line.customer(), line.country());
    }

    private static void write(Line line, Instant eventTime, JsonGenerator json, Wrong wrong) throws IOException {
        BigDecimal price = BigDecimal.valueOf(line.article().pence(), 2);
        json.writeStartObject();
        json.writeStringField("invoice_no", line.invoice());
        json.writeStringField("stock_code", line.article().code());
        json.writeStringField("description", line.article().name());
        if (wrong == Wrong.QUANTITY_IN_WORDS) {
            json.writeStringField("quantity", "a dozen");
        } else {
            json.writeNumberField("quantity", line.quantity());
        }
        if (wrong != Wrong.NO_DATE) {
            json.writeStringField("invoice_date", eventTime.toString());
        }
        json.writeNumberField("unit_price", wrong == Wrong.NEGATIVE_PRICE ? price.negate() : price);
        if (line.customer() != null) {
            json.writeStringField("customer_id", line.customer());
        }
        if (wrong != Wrong.NO_COUNTRY) {
            json.writeStringField("country", line.country());
        }
        if (wrong == Wrong.UNKNOWN_FIELD) {
            json.writeStringField("voucher", "SPRING");
        }
        json.writeEndObject();
    }

    private static Article[] articles() {
        Article[] articles = new Article[THINGS.length * KINDS.length];
        for (int i = 0; i < articles.length; i++) {
            String name = KINDS[i % KINDS.length] + " " + THINGS[i / KINDS.length];
            articles[i] = new Article(Integer.toString(20_000 + 37 * i), name, PENCE[(i * 7) % PENCE.length]);
        }
        return articles;
    }
}
