package dev.plumbline.local.command;

import dev.plumbline.local.Failure;
import dev.plumbline.local.compose.ComposeStack;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which services beside the core a command of the stack means; the files of the stack say which profiles there are. */
final class StackProfiles {

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "With --compose: also the services of this profile, for example observe; can be repeated.")
    private List<String> names = new ArrayList<>();

    /** Fails where profiles are named and the stack is not what the command is about. */
    void requireFor(boolean compose) {
        if (!compose && !names.isEmpty()) {
            throw Failure.usage(
                    "--profile " + names.get(0) + " is about the stack of containers", "say --compose as well");
        }
    }

    /** The profiles that were named; fails for one that the stack does not have. */
    List<String> ofStack(ComposeStack stack) {
        if (!names.isEmpty()) {
            List<String> known = stack.profiles();
            names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
                throw Failure.usage(
                        "The stack has no profile " + unknown,
                        "choose from " + String.join(", ", known) + ", or leave --profile out for the core alone");
            });
        }
        return List.copyOf(names);
    }
}
