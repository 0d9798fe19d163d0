package dev.plumbline.visualize.web;

import dev.plumbline.runtime.web.UnreadableRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that cannot be answered, as the problem document (RFC 9457) that the caller gets. */
public final class ProblemException extends RuntimeException {

    public static final String CONTENT_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    public ProblemException(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    public static ProblemException invalid(String detail) {
        return new ProblemException(400, "The request is not valid", detail);
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(404, "Not found", detail);
    }

    public static ProblemException unsupported(String detail) {
        return new ProblemException(501, "This table cannot be read here", detail);
    }

    public static ProblemException unavailable(String detail) {
        return new ProblemException(503, "Not available now", detail);
    }

    /** What the server itself answers with, where a request is too broken to reach a route. */
    public static byte[] document(UnreadableRequest request) {
        return Json.bytes(
                new ProblemException(request.status(), request.title(), request.detail()).document(request.path()));
    }

    /** Adds a member that a program can act on, such as the names that are allowed. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    public int status() {
        return status;
    }

    /** The document, for the request path {@code instance}. */
    public Map<String, Object> document(String instance) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", getMessage());
        document.put("instance", instance);
        document.putAll(members);
        return document;
    }
}
