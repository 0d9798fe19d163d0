package dev.plumbline.processing.spark;

/** What Spark finds wrong with a SQL text, on one line, for whoever wrote the text. */
public final class SqlFault {

    private SqlFault() {}

    /** The first line that says something: of what cannot be parsed the first is empty, and the rest repeats the text. */
    public static String of(Throwable refused) {
        return String.valueOf(refused.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(refused.toString());
    }
}
