package dev.plumbline.local.replay;

import java.io.Closeable;
import java.io.IOException;

/** A file's records in their order, each as an event's JSON on one line. Not safe for use by more than one thread. */
interface Records extends Closeable {

    /**
     * One record. {@code line} is where it begins, from 1. A record that no event can be made of keeps its place: then
     * {@code event} is its raw text as a JSON string, which ingest keeps as a dead letter, and {@code problem} says why.
     */
    record Entry(byte[] event, long line, String problem) {

        static final String NONE = "";

        boolean unreadable() {
            return !problem.isEmpty();
        }
    }

    /** The next record, null at the end of the file. */
    Entry next() throws IOException;
}
