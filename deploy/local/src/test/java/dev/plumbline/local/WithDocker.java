package dev.plumbline.local;

import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.compose.Engine;
import dev.plumbline.local.compose.StackImage;
import dev.plumbline.runtime.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a test only where Docker answers and every image that would have to be pulled is here: tests download nothing. */
final class WithDocker implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            ComposeStack stack = ComposeStack.of(Checkout.current(), Settings.of(Map.of()));
            Engine engine = stack.engine();
            if (!engine.answers() || !engine.composes()) {
                return skipped("Docker with compose is not here: " + engine.problem());
            }
            stack.prepare();
            List<String> missing = stack.images(List.of("observe", "orchestrate")).stream()
                    // Grafana is not started by any test.
                    .filter(image -> !image.usedBy().startsWith("grafana"))
                    .filter(image -> !image.present() && !image.builtHere())
                    .map(StackImage::name)
                    .toList();
            return missing.isEmpty()
                    ? ConditionEvaluationResult.enabled("Docker answers and all images are here")
                    : skipped("not on this machine: " + missing + "; next: ./plumbline mirror --pull");
        } catch (Failure failure) {
            return skipped(failure.getMessage());
        }
    }

    private static ConditionEvaluationResult skipped(String reason) {
        return ConditionEvaluationResult.disabled("container tests are skipped: " + reason);
    }
}
