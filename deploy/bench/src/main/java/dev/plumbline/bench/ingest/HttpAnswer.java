package dev.plumbline.bench.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The little of an HTTP/1.1 answer that a load generator needs. */
record HttpAnswer(int status, String body) {

    /** A number in the body's JSON by its name; -1 where it is not there. */
    long number(String name) {
        String key = "\"" + name + "\":";
        int start = body.indexOf(key);
        if (start < 0) {
            return -1;
        }
        int from = start + key.length();
        int to = from;
        while (to < body.length() && Character.isDigit(body.charAt(to))) {
            to++;
        }
        return to == from ? -1 : Long.parseLong(body, from, to, 10);
    }

    /** Reads answer after answer from one connection; {@code in} should be buffered. */
    static HttpAnswer read(InputStream in) throws IOException {
        String statusLine = line(in);
        if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 12) {
            throw new IOException("the answer is not HTTP/1.1: " + statusLine);
        }
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).trim());
            }
        }
        if (length < 0) {
            throw new IOException("the answer has no Content-Length");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within an answer");
        }
        return new HttpAnswer(Integer.parseInt(statusLine.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended before an answer");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
