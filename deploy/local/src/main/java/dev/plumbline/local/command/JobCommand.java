package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** A command that asks processing for a job and follows it to its end; the job goes on when the command is stopped. */
abstract class JobCommand extends PlatformCommand {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The job's result; {@code fields} that are empty are left out. */
    final JsonNode follow(String job, Map<String, Optional<String>> fields) throws InterruptedException {
        Map<String, String> request = new TreeMap<>(Map.of("job", job));
        fields.forEach((name, value) -> value.ifPresent(text -> request.put(name, text)));
        String id = "cli:" + job + ":" + STAMP.format(Instant.now()) + ":"
                + UUID.randomUUID().toString().substring(0, 8);
        AtomicReference<ProgressBar.Progress> progress =
                new AtomicReference<>(new ProgressBar.Progress(0, 1, job + ": asked for"));
        try (ProgressBar bar = ProgressBar.show(progress::get)) {
            return client().runJob(id, request, state -> progress.set(progress(job, state)))
                    .path("result");
        }
    }

    private static ProgressBar.Progress progress(String job, JsonNode state) {
        JsonNode steps = state.path("progress");
        return switch (state.path("state").asText()) {
            case "queued" -> new ProgressBar.Progress(0, 1, job + " waits until the job before it is done");
            case "succeeded" -> new ProgressBar.Progress(1, 1, job + " is done");
            default ->
                steps.isObject()
                        ? new ProgressBar.Progress(
                                steps.path("done").asLong(),
                                steps.path("of").asLong(),
                                job + ": " + steps.path("done").asLong() + " of "
                                        + steps.path("of").asLong() + " "
                                        + steps.path("what").asText())
                        : new ProgressBar.Progress(0, 1, job + " runs");
        };
    }
}
