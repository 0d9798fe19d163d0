package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process ends when it cannot start, as whoever started it sees it. */
class ProcessMainTest {

    @TempDir
    Path directory;

    @Test
    void aSettingThatCannotBeUsedEndsItWithTwoAndOneSentence() throws Exception {
        Ended ended = run("--some-port", "nope");

        assertThat(ended.exitCode).isEqualTo(ProcessMain.WRONG_INPUT);
        assertThat(ended.said)
                .contains("Cannot start the example: some.port is nope (flag --some-port)")
                .doesNotContain("\tat ");
    }

    @Test
    void aFailureThatWasForeseenEndsItWithItsCodeAndItsMessageAlone() throws Exception {
        Ended ended = run("--fails-by", "refusal");

        assertThat(ended.exitCode).isEqualTo(ProcessMain.REFUSED);
        assertThat(ended.said)
                .contains("Cannot start the example: the topic would shrink")
                .doesNotContain("\tat ");
    }

    @Test
    void aFailureThatNobodyForesawEndsItWithItsTraceThoughAThreadRunsOn() throws Exception {
        Ended ended = run("--fails-by", "surprise");

        assertThat(ended.exitCode).isEqualTo(ProcessMain.ENVIRONMENT);
        assertThat(ended.said)
                .contains("Cannot start the example: java.lang.IllegalStateException: no disk")
                .contains("\tat ");
    }

    @Test
    void aFlagThatNobodyAskedForIsNamed() throws Exception {
        Ended ended = run("--some-prot", "1");

        assertThat(ended.exitCode).isZero();
        assertThat(ended.said).contains("this layer has no such setting", "some-prot");
    }

    private record Ended(int exitCode, String said) {}

    private Ended run(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Example.class.getName()));
        command.addAll(List.of(flags));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it has ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(log));
    }

    static final class Example {

        private static final class WouldShrinkException extends RuntimeException {

            private static final long serialVersionUID = 1L;

            WouldShrinkException() {
                super("the topic would shrink");
            }
        }

        public static void main(String[] args) {
            ProcessMain.to("start the example")
                    .endsWith(ProcessMain.REFUSED, WouldShrinkException.class)
                    .run(args, Example::start);
        }

        private static void start(Settings settings) {
            settings.port("some.port", 1);
            switch (settings.text("fails.by", "nothing")) {
                case "refusal" -> throw new WouldShrinkException();
                case "surprise" -> {
                    new Thread(Example::runOn).start();
                    throw new IllegalStateException("no disk");
                }
                default -> {}
            }
        }

        private static void runOn() {
            while (true) {
                java.util.concurrent.locks.LockSupport.park();
            }
        }
    }
}
