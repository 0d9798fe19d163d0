package dev.plumbline.local;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * A CSV file of shop lines made from a seed, in the columns that the orders contract maps, with what comes out of it worked
 * out beside it: the expectation of the end-to-end tests, in decimal arithmetic and without any of the platform's code.
 */
final class RetailFile {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<String> COUNTRIES = List.of("United Kingdom", "France", "EIRE", "Germany");

    final Path path;
    final int lines;
    final int negativePrices;
    final BigDecimal revenue;
    final Map<String, BigDecimal> revenueByCountry;
    final int minutes;

    private RetailFile(
            Path path, int lines, int negativePrices, Map<String, BigDecimal> revenueByCountry, int minutes) {
        this.path = path;
        this.lines = lines;
        this.negativePrices = negativePrices;
        this.revenueByCountry = revenueByCountry;
        this.revenue = revenueByCountry.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        this.minutes = minutes;
    }

    /** Writes {@code lines} lines that spread over {@code days} days in the order of their time. */
    static RetailFile write(Path path, long seed, int lines, int days) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        LocalDateTime begin = LocalDateTime.of(2011, 3, 1, 8, 0);
        Map<String, BigDecimal> revenue = new TreeMap<>();
        Set<LocalDateTime> minutes = new HashSet<>();
        int negative = 0;
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(path)), StandardCharsets.UTF_8)) {
            out.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
            for (int line = 0; line < lines; line++) {
                LocalDateTime time = begin.plusSeconds(line * days * 86_400L / lines);
                int quantity = random.nextInt(-4, 30);
                boolean badDebt = random.nextInt(5_000) == 0;
                BigDecimal price = BigDecimal.valueOf(random.nextInt(badDebt ? -9_000 : 0, badDebt ? -1 : 9_000), 3);
                String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
                out.write("%d,P%d,\"A %d\"\" PLATE, BLUE\",%d,%s,%s,%s,%s%n"
                        .formatted(
                                500_000 + line / 20,
                                random.nextInt(400),
                                line % 9,
                                quantity,
                                time.format(TIME),
                                price.toPlainString(),
                                random.nextInt(4) == 0 ? "" : "17850.0",
                                country));
                if (badDebt) {
                    negative++;
                } else {
                    revenue.merge(country, price.multiply(BigDecimal.valueOf(quantity)), BigDecimal::add);
                    minutes.add(time.withSecond(0));
                }
            }
        }
        return new RetailFile(path, lines, negative, revenue, minutes.size());
    }
}
