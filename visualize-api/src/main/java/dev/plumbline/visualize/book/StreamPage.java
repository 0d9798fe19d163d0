package dev.plumbline.visualize.book;

import dev.plumbline.visualize.tables.TableAt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first page of the book, for one stream: accepted = silver + quarantine + duplicates, at snapshots that belong together. */
public record StreamPage(
        String stream, long accepted, long silver, long quarantine, long duplicates, List<TableAt> tables) {

    /** What is missing in the tables (above zero) or there too often (below zero). */
    public long difference() {
        return accepted - silver - quarantine - duplicates;
    }

    public boolean closes() {
        return difference() == 0;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stream", stream);
        document.putAll(figures());
        Map<String, Object> asOf = new LinkedHashMap<>();
        tables.forEach(at -> asOf.put(at.name().toString(), at.reference()));
        document.put("asOf", asOf);
        return document;
    }

    /** The figures alone. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("accepted", accepted);
        figures.put("silver", silver);
        figures.put("quarantine", quarantine);
        figures.put("duplicates", duplicates);
        figures.put("difference", difference());
        figures.put("closes", closes());
        return figures;
    }
}
