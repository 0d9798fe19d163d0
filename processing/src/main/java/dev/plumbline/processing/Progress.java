package dev.plumbline.processing;

/** Told by long work how far it is: {@code done} of {@code of}, each one {@code what}; {@code of} may grow on the way. */
@FunctionalInterface
public interface Progress {

    /** For work that nobody follows. */
    Progress UNSEEN = (done, of, what) -> {};

    void at(long done, long of, String what);
}
