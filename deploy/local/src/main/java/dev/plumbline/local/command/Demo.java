package dev.plumbline.local.command;

import dev.plumbline.runtime.Addresses;
import java.util.function.Consumer;

/** The simulated events of {@code up --demo}. */
final class Demo {

    private Demo() {}

    static void start(Addresses addresses, Consumer<String> say) {
        say.accept("demo is being written");
    }
}
