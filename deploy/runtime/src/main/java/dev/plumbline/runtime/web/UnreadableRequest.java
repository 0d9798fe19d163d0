package dev.plumbline.runtime.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * A request that is too broken to reach a route: the server itself refuses it, in a document of the form that the routes have.
 * {@code title} names the status, {@code path} is empty where the server could not read it.
 */
public record UnreadableRequest(int status, String title, String detail, String path) {

    /** Makes the document in which an API refuses. */
    @FunctionalInterface
    public interface Document {
        byte[] of(UnreadableRequest request);
    }

    /** What Jetty puts in the place of an address that it could not read. */
    private static final String UNKNOWN = "/badMessage";

    /** What the server asks for its answer: documents of that media type. */
    public static Request.Handler answeredWith(String contentType, Document document) {
        return (request, response, callback) -> answer(request, response, callback, contentType, document);
    }

    private static boolean answer(
            Request request, Response response, Callback callback, String contentType, Document document) {
        int status = response.getStatus() < 400 ? HttpStatus.BAD_REQUEST_400 : response.getStatus();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        // The server hangs up after it; a client that is not told would send its next request into nothing.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        byte[] body = document.of(of(request, status));
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static UnreadableRequest of(Request request, int status) {
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        return new UnreadableRequest(
                status,
                HttpStatus.getMessage(status),
                "The request cannot be read as HTTP" + (reason == null ? "" : ": " + reason)
                        + "; its address, its headers or their length are at fault",
                path == null || path.equals(UNKNOWN) ? "" : path);
    }
}
