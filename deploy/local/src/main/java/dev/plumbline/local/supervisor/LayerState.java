package dev.plumbline.local.supervisor;

/**
 * One layer as the supervisor sees it now. {@code startedAt} is epoch milliseconds; {@code readyMillis} is what its last
 * start took until it was ready, -1 before that.
 */
public record LayerState(
        String name,
        Phase phase,
        String address,
        String ready,
        long pid,
        long startedAt,
        long readyMillis,
        int restarts,
        String problem,
        String log) {

    /** Where a layer is in its life. */
    public enum Phase {
        WAITING,
        STARTING,
        READY,
        CRASHED,
        STOPPING,
        STOPPED
    }
}
