package dev.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Violation;
import dev.plumbline.buffer.kafka.AppendFailure;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final AppendFailure REFUSED = new AppendFailure(AppendFailure.Kind.REFUSED, "too large");

    @Test
    void countsAnEventThatTheBufferWillNeverTakeAsRejected() {
        Ledger ledger = new Ledger(Ledger.LISTED);
        ledger.enter("a", "urn:s");
        ledger.enter("b", "urn:s");
        ledger.reject(new Ledger.Rejection(1, "b", "urn:s", new Violation("", Violation.JSON, "no JSON")));

        ledger.deadLetters().failed(1, REFUSED);
        ledger.failed(0, REFUSED);

        assertThat(ledger.failed()).isFalse();
        assertThat(ledger.counts()).isEqualTo(new Ledger.Counts(0, 2, 0));
        assertThat(ledger.outcome().unknown()).isZero();
        assertThat(ledger.outcome().rejections())
                .extracting(Ledger.Rejection::id)
                .containsExactly("a", "b");
        assertThat(ledger.outcome().rejections().get(0).violation())
                .satisfies(violation -> assertThat(violation.rule()).isEqualTo(Intake.EVENT_SIZE))
                .satisfies(violation -> assertThat(violation.reason()).contains("too large"));
    }
}
