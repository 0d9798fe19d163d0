package dev.plumbline.visualize.book;

import dev.plumbline.visualize.tables.TableAt;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The second page of the book, for one model: silver rows = rows counted in windows + late rows that no window holds, as of
 * the silver snapshot that gold names. {@code silverRows} is null where silver no longer has that snapshot, {@code watermark}
 * before the first event, and {@code upToDate} while processing does not say whether it still has the model.
 */
public record ModelPage(
        String model,
        String stream,
        Long silverRows,
        long rowsCounted,
        long rowsLate,
        Instant watermark,
        Boolean upToDate,
        List<TableAt> tables) {

    /** Null where it is not known. */
    public Long difference() {
        return silverRows == null ? null : Long.valueOf(silverRows - rowsCounted - rowsLate);
    }

    /** Null where it is not known. */
    public Boolean closes() {
        return silverRows == null ? null : Boolean.valueOf(difference() == 0);
    }

    /** True where rows are missing or counted twice; what is not known is neither. */
    boolean differs() {
        return silverRows != null && difference() != 0;
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
