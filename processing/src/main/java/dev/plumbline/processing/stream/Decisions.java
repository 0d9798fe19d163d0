package dev.plumbline.processing.stream;

import java.io.Serializable;

/** How a batch's tasks learn where a readable record belongs; what Spark carries to them. */
interface Decisions extends Serializable {

    /** Decides about one record after another, for one task. */
    interface Asked {
        Decision of(DecodedEvent event);
    }

    /** Begins a task. */
    Asked ask(StreamParts parts);
}
