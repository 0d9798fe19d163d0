package dev.plumbline.local;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this platform is built: the folder with the modules, whose jars are started, and the JDK that runs them. */
public record Checkout(Path home) {

    /** The checkout this class was built in; the launcher script names it in the system property {@code plumbline.home}. */
    public static Checkout current() {
        String home = System.getProperty("plumbline.home");
        return new Checkout(home == null ? aboveThisClass() : Path.of(home).toAbsolutePath());
    }

    /** A module's app, which must have been built. */
    public Path jar(String module, String artifact) {
        Path jar = home.resolve(module).resolve("target").resolve(artifact + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw Failure.environment(
                    "There is no " + jar + ": " + module + " is not built", "./mvnw package -DskipTests");
        }
        return jar;
    }

    /** What makes the next start faster and can be deleted at any time. */
    public Path archives() {
        return home.resolve("deploy/local/target/archives");
    }

    /** Holds a file for each supervisor that runs what is built here, named by its process: nothing is built meanwhile. */
    public Path running() {
        return home.resolve("deploy/local/target/running");
    }

    public Path defaultData() {
        return home.resolve("data");
    }

    /** The java command of the JDK that runs this process. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path aboveThisClass() {
        try {
            Path folder = Path.of(Checkout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            while (folder != null && !Files.isExecutable(folder.resolve("plumbline"))) {
                folder = folder.getParent();
            }
            if (folder == null) {
                throw Failure.environment("The checkout of Plumbline was not found", "start with ./plumbline");
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
