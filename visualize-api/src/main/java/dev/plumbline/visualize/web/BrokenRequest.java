package dev.plumbline.visualize.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** A request that is too broken to reach a route: the server itself refuses it, and this says so as every route would. */
public final class BrokenRequest {

    /** What Jetty puts in the place of an address that it could not read. */
    private static final String UNKNOWN = "/badMessage";

    private BrokenRequest() {}

    /** Answers with a problem document; the status is the server's. */
    public static boolean answer(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        ProblemException problem = new ProblemException(
                status,
                HttpStatus.getMessage(status),
                "The request cannot be read as HTTP" + (reason == null ? "" : ": " + reason)
                        + "; its address, its headers or their length are at fault");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.write(
                true,
                ByteBuffer.wrap(Json.bytes(problem.document(path == null || path.equals(UNKNOWN) ? "" : path))),
                callback);
        return true;
    }
}
