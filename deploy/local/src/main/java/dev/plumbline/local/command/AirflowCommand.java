package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.AirflowAccessException;
import dev.plumbline.airflow.AirflowConfig;
import dev.plumbline.airflow.AirflowConflictException;
import dev.plumbline.airflow.AirflowException;
import dev.plumbline.airflow.AirflowNotFoundException;
import dev.plumbline.airflow.AirflowOutcomeUnknownException;
import dev.plumbline.airflow.AirflowPatienceException;
import dev.plumbline.airflow.AirflowRequestException;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.runtime.Settings;

/** A command that speaks to Airflow: the one of the stack, or another that settings name. */
abstract class AirflowCommand extends PlatformCommand {

    private static final String PASSWORD = "PLUMBLINE_AIRFLOW_PASSWORD";

    abstract int ask(Airflow airflow);

    @Override
    final int run() {
        Settings settings = platform.effective();
        AirflowConfig config = AirflowConfig.from(settings);
        try {
            return ask(new Airflow(config, password(settings)));
        } catch (AirflowException e) {
            throw Failure.of(exitCode(e), e.getMessage(), e.next());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage(), "");
        }
    }

    private static String password(Settings settings) {
        return settings.optional("airflow.password")
                .or(() -> ComposeStack.of(Checkout.current(), settings).secret(PASSWORD))
                .orElseThrow(() -> Failure.environment(
                        "The password of Airflow's user is not known: " + PASSWORD
                                + " is not set, and the stack has no secrets yet",
                        "./plumbline up --compose --profile orchestrate"));
    }

    private static int exitCode(AirflowException e) {
        if (e instanceof AirflowNotFoundException || e instanceof AirflowRequestException) {
            return ExitCode.USAGE;
        }
        if (e instanceof AirflowConflictException || e instanceof AirflowAccessException) {
            return ExitCode.REFUSED;
        }
        if (e instanceof AirflowPatienceException) {
            return ExitCode.TIMEOUT;
        }
        return e instanceof AirflowOutcomeUnknownException ? ExitCode.CHECK_FAILED : ExitCode.ENVIRONMENT;
    }
}
