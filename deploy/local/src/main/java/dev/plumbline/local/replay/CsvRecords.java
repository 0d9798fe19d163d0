package dev.plumbline.local.replay;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.LineMapping;
import dev.plumbline.buffer.contract.UnreadableLineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;

/** Rows of a CSV file under its header line; empty lines do not count. */
final class CsvRecords implements Records {

    private final RememberingReader text;
    private final CsvReader<CsvRecord> csv;
    private final CloseableIterator<CsvRecord> rows;
    private final LineMapping mapping;
    private final Charset charset;

    /** Reads the header; fails when it does not fit the contract's mapping. An empty file has no mapping and no rows. */
    CsvRecords(InputStream in, Charset charset, Contract contract, String fileName) throws IOException {
        this.charset = charset;
        this.text = new RememberingReader(new InputStreamReader(in, charset));
        // The parser's own checks of field counts would end the file at the first ragged row.
        this.csv = CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .ofCsvRecord(text);
        this.rows = csv.iterator();
        CsvRecord header = row();
        this.mapping = header == null ? null : LineMapping.compile(contract, fileName, header.getFields());
    }

    LineMapping mapping() {
        return mapping;
    }

    @Override
    public Entry next() throws IOException {
        CsvRecord row = row();
        if (row == null) {
            return null;
        }
        long line = row.getStartingLineNumber();
        text.forgetBefore(line);
        try {
            for (int i = 0; i < row.getFieldCount(); i++) {
                Texts.requireDecoded(row.getField(i), charset);
            }
            return new Entry(onOneLine(mapping.event(row.getFields())), line, Entry.NONE);
        } catch (UnreadableLineException e) {
            return new Entry(RawText.asJson(text.rowAt(line)), line, e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
        csv.close();
    }

    private CsvRecord row() throws IOException {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException io ? io : new IOException("the rest is no CSV: " + e.getMessage(), e);
        }
    }

    /** JSON that came in a column may have line ends between its values; between them they mean nothing. */
    private static byte[] onOneLine(byte[] event) {
        for (int i = 0; i < event.length; i++) {
            if (event[i] == '\n' || event[i] == '\r') {
                event[i] = ' ';
            }
        }
        return event;
    }
}
