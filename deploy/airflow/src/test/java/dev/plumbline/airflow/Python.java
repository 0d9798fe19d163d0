package dev.plumbline.airflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the DAGs' own code, with stand-ins for the few classes of Airflow that it builds on. */
final class Python {

    private Python() {}

    static boolean isHere() {
        return run(Map.of(), "-c", "pass").isEmpty();
    }

    /** What a script has printed in the end. */
    static String run(Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder("python3").redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("PYTHONPATH", Path.of("dags") + ":" + Path.of("src", "test", "python"));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor(30, TimeUnit.SECONDS);
            return said;
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
