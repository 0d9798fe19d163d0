package dev.plumbline.airflow;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something, more seldom as time goes by without a change, until it has ended. */
final class Following<T> {

    private final String what;
    private final Supplier<T> look;
    private final Predicate<T> ended;
    private final String next;

    Following(String what, Supplier<T> look, Predicate<T> ended, String next) {
        this.what = what;
        this.look = look;
        this.ended = ended;
        this.next = next;
    }

    T until(Duration first, Duration slowest, Duration patience, Consumer<T> progress) {
        T seen = null;
        Duration pause = first;
        Instant movedAt = Instant.now();
        AirflowException away = null;
        while (true) {
            try {
                T now = look.get();
                away = null;
                if (!now.equals(seen)) {
                    seen = now;
                    movedAt = Instant.now();
                    pause = first;
                    progress.accept(now);
                }
                if (ended.test(now)) {
                    return now;
                }
            } catch (AirflowUnreachableException | AirflowFailedException e) {
                away = e;
            }
            if (Duration.between(movedAt, Instant.now()).compareTo(patience) > 0) {
                throw new AirflowPatienceException(
                        "Nothing has moved in " + what + " for " + patience.toSeconds() + " s"
                                + (away == null ? "" : "; " + away.getMessage()),
                        next,
                        away);
            }
            Calls.sleep(pause);
            pause = pause.multipliedBy(3).dividedBy(2).compareTo(slowest) < 0
                    ? pause.multipliedBy(3).dividedBy(2)
                    : slowest;
        }
    }
}
