package dev.plumbline.visualize.query;

/** The rows of an answer, written once: as JSON (a column list and a row list) or as CSV (rows alone, with a header line). */
record Answer(byte[] columns, byte[] rows, long rowCount, boolean truncated) {

    long bytes() {
        return columns.length + rows.length + 200L;
    }
}
