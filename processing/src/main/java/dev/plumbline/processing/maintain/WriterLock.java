package dev.plumbline.processing.maintain;

import org.apache.iceberg.expressions.Expression;

/**
 * A part of a table whose files somebody replaces, and how to keep that one from writing: whoever replaces a file must find
 * it where the plan saw it.
 */
public record WriterLock(Expression part, Holder holder) {

    /** Runs work while the writer waits. */
    @FunctionalInterface
    public interface Holder {
        void alone(Runnable work);
    }
}
