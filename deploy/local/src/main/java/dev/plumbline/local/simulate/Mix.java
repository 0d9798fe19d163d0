package dev.plumbline.local.simulate;

import dev.plumbline.local.Failure;

/** How many of a simulation's events are late, sent twice, or wrong, each as a share from 0 to 1. */
public record Mix(double late, double duplicates, double bad) {

    public static final Mix CLEAN = new Mix(0, 0, 0);

    /** A little of everything: what the demonstration sends. */
    public static final Mix DEMO = new Mix(0.02, 0.01, 0.01);

    public Mix {
        requireShare("late", late);
        requireShare("duplicates", duplicates);
        requireShare("bad", bad);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw Failure.usage(
                    "--" + name + " is " + share + ", expected a share from 0 to 1", "for example --" + name + " 0.02");
        }
    }
}
