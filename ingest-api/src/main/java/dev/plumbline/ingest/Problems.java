package dev.plumbline.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.runtime.web.UnreadableRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong into a problem document: our refusals, the framework's, the server's, and bugs. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    static void handle(RoutesConfig routes) {
        routes.exception(RequestRefusedException.class, (e, context) -> write(e.problem(), context));
        routes.exception(HttpResponseException.class, (e, context) -> write(ofFramework(e), context));
        routes.exception(IOException.class, (e, context) -> write(ofBrokenRequest(e), context));
        routes.exception(Exception.class, (e, context) -> write(ofFailure(e, context.path()), context));
    }

    /** What the server itself answers with, where a request is too broken to reach a route. */
    static byte[] document(UnreadableRequest request) {
        return document(ofStatus(request.status(), request.detail()), request.path());
    }

    private static void write(Problem problem, Context context) {
        problem.headers().forEach(context::header);
        context.status(problem.status()).contentType(Problem.CONTENT_TYPE).result(document(problem, context.path()));
    }

    private static byte[] document(Problem problem, String instance) {
        try {
            return JSON.writeValueAsBytes(problem.document(instance));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Problem ofFramework(HttpResponseException e) {
        Problem problem = ofStatus(e.getStatus(), e.getMessage());
        String methods = e.getDetails().get("availableMethods");
        return methods == null ? problem : problem.with("Allow", methods);
    }

    private static Problem ofStatus(int status, String message) {
        String title = HttpStatus.getMessage(status);
        String type = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        return Problem.of(status, type, title, message == null ? title : message);
    }

    /** The client went away, fell silent, or sent what is no HTTP or no gzip. */
    static Problem ofBrokenRequest(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return Problem.of(
                        408,
                        "timeout",
                        "The request took too long",
                        "Too few bytes came for too long; ingest.idle-timeout and ingest.min-bytes-per-second set the limits");
            }
        }
        String reason = e instanceof EOFException ? "it ends too early" : e.getMessage();
        return Problem.badRequest("The body broke off or cannot be decompressed: " + reason);
    }

    /** A fault of ours, whose trace goes to the log, or what the server thinks of the request. */
    static Problem ofFailure(Exception e, String path) {
        if (e instanceof HttpException refused) {
            return ofStatus(refused.getCode(), refused.getReason());
        }
        LOG.error("request failed path={}", path, e);
        return Problem.of(500, "failed", "The request failed", "This is a fault of the platform; its log says more");
    }
}
