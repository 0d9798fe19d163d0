package dev.plumbline.visualize.book;

import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.Parameters;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The book over HTTP. */
public final class BookResource {

    private final Book book;
    private final Collection<String> streams;
    private final Supplier<Optional<Map<String, String>>> lateModes;

    /** {@code lateModes} says how the active models treat late rows, by name; empty while that is not known. */
    public BookResource(Book book, Collection<String> streams, Supplier<Optional<Map<String, String>>> lateModes) {
        this.book = book;
        this.streams = List.copyOf(streams);
        this.lateModes = lateModes;
    }

    /** GET /v1/book */
    public void all(Context context) {
        Parameters.of(context);
        long moment = System.nanoTime();
        List<StreamPage> pages =
                streams.stream().map(stream -> book.stream(stream, moment)).toList();
        Optional<Map<String, String>> modes = lateModes.get();
        List<ModelPage> models = book.models(moment, modes.map(Map::keySet));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("at", Instant.now().toString());
        answer.put(
                "closes",
                pages.stream().allMatch(StreamPage::closes) && models.stream().noneMatch(ModelPage::differs));
        answer.put("streams", pages.stream().map(StreamPage::document).toList());
        answer.put("models", documents(models, modes));
        Json.answer(context, answer);
    }

    /** GET /v1/book/{stream} */
    public void stream(Context context) {
        Parameters.of(context);
        String stream = context.pathParam("stream");
        if (!streams.contains(stream)) {
            throw ProblemException.notFound(
                            "there is no stream '" + stream + "'; there are " + String.join(", ", streams))
                    .with("streams", streams);
        }
        long moment = System.nanoTime();
        StreamPage page = book.stream(stream, moment);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("at", Instant.now().toString());
        answer.putAll(page.document());
        answer.put("hours", book.hours(page));
        Optional<Map<String, String>> modes = lateModes.get();
        List<ModelPage> models = book.models(moment, modes.map(Map::keySet)).stream()
                .filter(model -> model.stream().equals(stream))
                .toList();
        answer.put("models", documents(models, modes));
        Json.answer(context, answer);
    }

    private static List<Map<String, Object>> documents(List<ModelPage> models, Optional<Map<String, String>> modes) {
        return models.stream()
                .map(model -> model.document(
                        modes.map(known -> known.get(model.model())).orElse(null)))
                .toList();
    }
}
