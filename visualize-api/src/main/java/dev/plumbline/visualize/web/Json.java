package dev.plumbline.visualize.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.UncheckedIOException;

/** JSON as this API writes it: decimals exact and without exponent. Safe for many threads. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers {@code value} as JSON. */
    public static void answer(Context context, Object value) {
        context.contentType("application/json").result(bytes(value));
    }

    /** Answers a problem document. */
    public static void answer(Context context, ProblemException problem) {
        if (problem.status() == 503) {
            context.header("Retry-After", "1");
        }
        context.status(problem.status())
                .result(bytes(problem.document(context.path())))
                .contentType(ProblemException.CONTENT_TYPE);
    }
}
