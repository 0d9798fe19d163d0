package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.web.UnreadableRequest;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which status and body each failure has; the protocol's clients turn them back into the same exceptions. */
final class CatalogErrors {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogErrors.class);

    private static final Map<Class<? extends Exception>, Integer> STATUSES = new LinkedHashMap<>();

    static {
        STATUSES.put(NoSuchNamespaceException.class, 404);
        STATUSES.put(NoSuchTableException.class, 404);
        STATUSES.put(NoSuchViewException.class, 404);
        STATUSES.put(NotFoundException.class, 404);
        STATUSES.put(AlreadyExistsException.class, 409);
        STATUSES.put(CommitFailedException.class, 409);
        STATUSES.put(NamespaceNotEmptyException.class, 409);
        STATUSES.put(ForbiddenException.class, 403);
        STATUSES.put(CommitStateUnknownException.class, 503);
        STATUSES.put(UnsupportedOperationException.class, 406);
        STATUSES.put(BadRequestException.class, 400);
        STATUSES.put(ValidationException.class, 400);
        STATUSES.put(IllegalArgumentException.class, 400);
    }

    private CatalogErrors() {}

    static int status(Exception failure) {
        if (failure instanceof HttpResponseException http) {
            return http.getStatus();
        }
        return STATUSES.entrySet().stream()
                .filter(entry -> entry.getKey().isInstance(failure))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(500);
    }

    /** Answers {@code failure}; one that nobody foresaw goes to the log with its trace, a database that is away without. */
    static void answer(Context context, Exception failure) {
        int status = status(failure);
        if (failure instanceof UncheckedSQLException) {
            LOG.warn(
                    "request failed method={} path={} problem={} cause={}",
                    context.method(),
                    context.path(),
                    failure.getMessage(),
                    String.valueOf(failure.getCause()));
        } else if (status >= 500) {
            LOG.error("request failed method={} path={}", context.method(), context.path(), failure);
        }
        String type = failure instanceof HttpResponseException
                ? "BadRequestException"
                : failure.getClass().getSimpleName();
        answer(context, status, type, message(failure, status));
    }

    static void answer(Context context, int status, String type, String message) {
        context.status(status).contentType("application/json").result(body(status, type, message));
    }

    /** What the server itself answers with, where a request is too broken to reach a route. */
    static byte[] document(UnreadableRequest request) {
        return body(request.status(), "BadRequestException", request.title() + ": " + request.detail());
    }

    private static String message(Exception failure, int status) {
        return status == 413
                ? "The body is longer than this catalog takes (storage.max-body-bytes)"
                : String.valueOf(failure.getMessage());
    }

    private static byte[] body(int status, String type, String message) {
        return CatalogJson.write(ErrorResponse.builder()
                .responseCode(status)
                .withType(type)
                .withMessage(message)
                .build());
    }
}
