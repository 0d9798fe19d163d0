package dev.plumbline.visualize.book;

import dev.plumbline.visualize.tables.TableAt;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The second page of the book, for one model: silver rows = rows counted in windows + late rows that no window holds, as of
 * the silver snapshot that gold names. {@code watermark} is null before the first event.
 */
public record ModelPage(
        String model,
        String stream,
        long silverRows,
        long rowsCounted,
        long rowsLate,
        Instant watermark,
        boolean upToDate,
        List<TableAt> tables) {

    public long difference() {
        return silverRows - rowsCounted - rowsLate;
    }

    public boolean closes() {
        return difference() == 0;
    }

    Map<String, Object> document(String late) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model);
        document.put("stream", stream);
        document.put("late", late);
        document.put("silverRows", silverRows);
        document.put("rowsCounted", rowsCounted);
        document.put("rowsLate", rowsLate);
        document.put("difference", difference());
        document.put("closes", closes());
        document.put("watermark", watermark == null ? null : watermark.toString());
        document.put("upToDate", upToDate);
        Map<String, Object> asOf = new LinkedHashMap<>();
        tables.forEach(at -> asOf.put(at.name().toString(), at.reference()));
        document.put("asOf", asOf);
        return document;
    }
}
