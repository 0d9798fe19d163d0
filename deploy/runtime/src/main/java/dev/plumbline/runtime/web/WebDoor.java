package dev.plumbline.runtime.web;

import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor.Answer;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.PortUnavailableException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.util.function.Supplier;

/** The parts of a Javalin server that are the same in every process that has one. */
public final class WebDoor {

    private WebDoor() {}

    /** Leaves it to our own log to say that a server started, and tells nobody its make. */
    public static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    }

    /** Adds {@code /health/live}, {@code /health/ready} and {@code /metrics}, as {@code HealthDoor} answers them. */
    public static void healthAndMetrics(RoutesConfig routes, Health health, Supplier<String> figures) {
        routes.get("/health/live", context -> write(context, Answer.live()));
        routes.get("/health/ready", context -> write(context, Answer.ready(health)));
        routes.get("/metrics", context -> write(context, new Answer(200, Metrics.CONTENT_TYPE, figures.get())));
    }

    /** Starts the server at {@code bind}:{@code port} (0: any free port). */
    public static void listen(Javalin server, String bind, int port) {
        try {
            server.start(bind, port);
        } catch (JavalinBindException e) {
            throw new PortUnavailableException(bind, port, e);
        }
    }

    private static void write(Context context, Answer answer) {
        context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
    }
}
