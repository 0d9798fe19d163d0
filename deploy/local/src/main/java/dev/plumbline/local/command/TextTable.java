package dev.plumbline.local.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows for people: columns as wide as their widest text, numbers to the right. */
final class TextTable {

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        this(List.of(header));
    }

    TextTable(List<String> header) {
        this.header = header.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList();
    }

    TextTable row(Object... values) {
        return row(List.of(values));
    }

    TextTable row(List<?> values) {
        rows.add(values.stream().map(String::valueOf).toList());
        return this;
    }

    void print(PrintWriter out) {
        int columns = header.size();
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            widths[i] = Math.max(
                    header.get(i).length(),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
            numbers[i] = !rows.isEmpty() && rows.stream().allMatch(row -> number(row.get(column)));
        }
        print(out, header, widths, numbers);
        rows.forEach(row -> print(out, row, widths, numbers));
    }

    private static void print(PrintWriter out, List<String> row, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(numbers[i] ? padding + row.get(i) : row.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private static boolean number(String text) {
        return text.matches("-?[\\d,.]+( ?(%|s|ms|B|kB|MB|GB|min|h|d))?|-?");
    }
}
