package dev.plumbline.ingest.format;

import java.net.URI;
import java.net.URISyntaxException;

/** What may stand as the {@code source} of an event: a URI reference (RFC 3986) that is not empty. */
public final class Sources {

    private Sources() {}

    public static boolean isReference(String text) {
        try {
            return !text.isEmpty() && CloudEvent.isText(text) && new URI(text) != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
