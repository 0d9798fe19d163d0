package dev.plumbline.local.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes the data of one stream's events. All chance comes from {@code random}, so that a seed always tells the same story. */
interface EventGenerator {

    /** Writes an event that keeps its contract, as one JSON object. */
    void writeGood(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException;

    /** Writes an event that breaks its contract in one of the ways that senders do. */
    void writeBad(SplittableRandom random, Instant eventTime, JsonGenerator json) throws IOException;
}
