package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whether runs of a DAG begin by themselves. */
abstract class OrchestratePause extends AirflowCommand {

    @Parameters(paramLabel = "DAG")
    String dag;

    private final boolean paused;

    private OrchestratePause(boolean paused) {
        this.paused = paused;
    }

    @Override
    int ask(Airflow airflow) {
        if (paused) {
            airflow.pause(dag);
        } else {
            airflow.unpause(dag);
        }
        return print(Map.of("dag", dag, "paused", paused), () -> talk(dag + (paused ? " is paused" : " runs again")));
    }

    /** They do not. */
    @Command(name = "pause", description = "Let no run of a DAG begin by itself.")
    static final class Pause extends OrchestratePause {
        Pause() {
            super(true);
        }
    }

    /** They do again. */
    @Command(name = "unpause", description = "Let a DAG run by itself again; days that were missed are made up for.")
    static final class Unpause extends OrchestratePause {
        Unpause() {
            super(false);
        }
    }
}
