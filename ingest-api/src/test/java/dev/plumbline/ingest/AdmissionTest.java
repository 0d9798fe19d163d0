package dev.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void refusesMoreRequestsThanItMayAnswerAtATime() {
        Admission admission = new Admission(2, 1000);
        Admission.Permit first = admission.enter();
        admission.enter();

        assertThatThrownBy(admission::enter)
                .isInstanceOfSatisfying(RequestRefusedException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(429);
                    assertThat(refused.problem().headers()).containsEntry("Retry-After", "1");
                })
                .hasMessageContaining("ingest.max-requests");

        first.close();
        admission.enter().close();
        assertThat(admission.requestsNow()).isEqualTo(1);
    }

    @Test
    void refusesMoreBytesThanItMayHoldAtATime() {
        Admission admission = new Admission(10, 1000);
        Admission.Permit first = admission.enter();
        first.hold(800);
        try (Admission.Permit second = admission.enter()) {
            assertThatThrownBy(() -> second.hold(201))
                    .isInstanceOf(RequestRefusedException.class)
                    .hasMessageContaining("ingest.max-buffered-bytes");
            second.hold(200);
        }

        first.close();
        try (Admission.Permit third = admission.enter()) {
            third.hold(1000);
        }
    }
}
