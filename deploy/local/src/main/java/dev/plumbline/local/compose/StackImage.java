package dev.plumbline.local.compose;

/**
 * An image that the stack needs: its name with tag, or with tag and digest, who needs it, whether it is built here, and
 * whether it is on this machine.
 */
public record StackImage(String name, String usedBy, boolean builtHere, boolean present, long bytes) {

    /** The name without a digest: what a saved image is found by after it was loaded. */
    public String tagged() {
        return name.replaceFirst("@sha256:.*$", "");
    }
}
