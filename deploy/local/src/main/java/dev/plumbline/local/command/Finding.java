package dev.plumbline.local.command;

/** One thing that {@code doctor} looked at; {@code next} is empty when all is well. */
record Finding(String what, boolean well, String found, String next) {

    static Finding well(String what, String found) {
        return new Finding(what, true, found, "");
    }

    static Finding wrong(String what, String found, String next) {
        return new Finding(what, false, found, next);
    }
}
