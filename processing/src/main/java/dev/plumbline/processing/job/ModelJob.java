package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.ModelRunner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A kind of job about one model, over all of its event time or a range of it. */
abstract class ModelJob implements JobKind {

    private final ModelNames models;

    ModelJob(List<ModelRunner> runners) {
        this.models = new ModelNames(runners);
    }

    @Override
    public final Set<String> fields() {
        return Set.of("model", "from", "to");
    }

    @Override
    public final void check(JobRequest request) {
        models.runner(request);
    }

    @Override
    public final JsonNode run(JobRequest request, Progress progress) {
        return run(models.runner(request), request.instant("from"), request.instant("to"), progress);
    }

    abstract JsonNode run(ModelRunner model, Optional<Instant> from, Optional<Instant> to, Progress progress);
}
