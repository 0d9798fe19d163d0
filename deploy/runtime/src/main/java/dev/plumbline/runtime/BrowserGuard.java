package dev.plumbline.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Keeps web pages of others away from a service that anybody on this machine may call: a browser runs their code here, and
 * a name of theirs can be made to lead here. Every HTTP door asks it before anything else; programs that are no browser
 * notice it only where they reach a door under a name that it was not told.
 */
public final class BrowserGuard {

    /** Why a request is not served: the status of the answer and a sentence. */
    public record Refusal(int status, String reason) {}

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String JSON = "application/json";

    private final String bind;
    private final Set<String> hosts;
    private final Set<String> origins;

    private BrowserGuard(String bind, Set<String> hosts, Set<String> origins) {
        this.bind = bind.toLowerCase(Locale.ROOT);
        this.hosts = hosts;
        this.origins = origins;
    }

    /** The guard of a process with these settings. */
    public static BrowserGuard from(Settings settings) {
        return new BrowserGuard(
                Addresses.from(settings).bind(),
                words(settings.text("http.allowed-hosts", "")),
                words(settings.text("http.allowed-origins", "")));
    }

    /** The guard of a door at {@code bind} that was told no further names, for tests and embedding. */
    public static BrowserGuard of(String bind) {
        return new BrowserGuard(bind, Set.of(), Set.of());
    }

    /** Why a request with these headers is refused with 403; {@code header} gives a header by its name, or null. */
    public Optional<Refusal> refusal(UnaryOperator<String> header) {
        String host = lower(header.apply("Host"));
        if (host != null && !knows(withoutPort(host))) {
            return Optional.of(new Refusal(
                    403,
                    "This service does not answer to the name " + withoutPort(host)
                            + "; http.allowed-hosts lists further names"));
        }
        String origin = lower(header.apply("Origin"));
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            return origins.contains(origin)
                    ? Optional.empty()
                    : Optional.of(new Refusal(
                            403,
                            "Web pages of " + origin
                                    + " may not call this service; http.allowed-origins lists those that may"));
        }
        return Optional.empty();
    }

    /** As {@link #refusal}, and 415 for a change whose body is not said to be JSON, as a page can send it without asking. */
    public Optional<Refusal> refusalOfChange(String method, UnaryOperator<String> header) {
        Optional<Refusal> refusal = refusal(header);
        if (refusal.isPresent() || READING.contains(method) || !hasBody(header) || isJson(header)) {
            return refusal;
        }
        return Optional.of(new Refusal(
                415, "Content-Type is " + header.apply("Content-Type") + ", expected " + JSON + " for a " + method));
    }

    private boolean knows(String host) {
        if (LOOPBACK.contains(host) || hosts.contains(host) || host.equals(bind) || host.equals("[" + bind + "]")) {
            return true;
        }
        // Nobody can make an address lead elsewhere, only a name.
        if (EVERY_ADDRESS.contains(bind) && isAddress(host)) {
            return true;
        }
        return hosts.isEmpty() && !isLoopback(bind);
    }

    private static boolean isLoopback(String bind) {
        return bind.startsWith("127.") || bind.equals("localhost") || bind.equals("::1") || bind.equals("[::1]");
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static boolean hasBody(UnaryOperator<String> header) {
        String length = header.apply("Content-Length");
        return header.apply("Transfer-Encoding") != null
                || length != null && !length.trim().equals("0");
    }

    private static boolean isJson(UnaryOperator<String> header) {
        String type = lower(header.apply("Content-Type"));
        return type != null && type.split(";", 2)[0].trim().equals(JSON);
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "");
    }

    private static String lower(String text) {
        return text == null ? null : text.trim().toLowerCase(Locale.ROOT);
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(BrowserGuard::lower)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
