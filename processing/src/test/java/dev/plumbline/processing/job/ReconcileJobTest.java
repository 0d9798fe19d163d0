package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcileJobTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReconcileJob job = new ReconcileJob(
            List.of(),
            (runner, from, to, progress) -> {
                throw new AssertionError("nothing is compared here");
            },
            registry);

    @Test
    void whatTheAlarmReadsIsOfTheWholeModel() throws Exception {
        ended("{'model':'by_minute','from':null,'to':null,'unexplained':3}");

        assertThat(unexplained()).isEqualTo(3);
    }

    @Test
    void aRangeThatClosesDoesNotSilenceTheAlarmOfTheWhole() throws Exception {
        ended("{'model':'by_minute','from':null,'to':null,'unexplained':3}");

        ended("{'model':'by_minute','from':'2026-03-01T00:00:00Z','to':'2026-03-02T00:00:00Z','unexplained':0}");
        ended("{'model':'by_minute','from':'2026-03-01T00:00:00Z','to':null,'unexplained':0}");
        ended("{'model':'by_minute','from':null,'to':'2026-03-02T00:00:00Z','unexplained':0}");

        assertThat(unexplained()).isEqualTo(3);
    }

    private void ended(String result) throws JsonProcessingException {
        job.ended(JobJson.JSON.readTree(result.replace('\'', '"')));
    }

    private double unexplained() {
        return registry.get("plumbline.reconcile.unexplained")
                .tag("model", "by_minute")
                .gauge()
                .value();
    }
}
