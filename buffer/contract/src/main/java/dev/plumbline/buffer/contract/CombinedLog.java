package dev.plumbline.buffer.contract;

import java.util.Arrays;
import java.util.List;

/**
 * Lines of Apache's combined log format. A column that is {@code -} in the line is empty; the time is ISO-8601 with the
 * line's offset; {@code \"}, {@code \\}, {@code \t}, {@code \n} and {@code \r} inside quotes are undone, other escapes
 * are kept as they are. A request line that is not {@code METHOD path PROTOCOL} is kept whole as the path.
 */
public final class CombinedLog {

    /** In the order of {@link #parse}. */
    public static final List<String> COLUMNS = List.of(
            "remote_host",
            "identity",
            "user",
            "time",
            "method",
            "path",
            "protocol",
            "status",
            "bytes",
            "referer",
            "user_agent");

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int TIME_LENGTH = "17/May/2015:10:05:03 +0000".length();

    private final String line;
    private int position;

    private CombinedLog(String line) {
        this.line = line;
    }

    /** The line's values, one for each of {@link #COLUMNS}; empty text where there is none. */
    public static List<String> parse(String line) throws UnreadableLineException {
        return new CombinedLog(line).columns();
    }

    private List<String> columns() {
        String remoteHost = word("the remote host");
        String identity = word("the identity");
        String user = upTo(" [", "the user");
        String time = isoTime(upTo("] ", "the time"));
        String request = quoted("the request");
        String status = word("the status");
        String bytes = word("the bytes");
        String referer = quoted("the referer");
        String userAgent = quoted("the user agent");
        if (position < line.length()) {
            throw unreadable("nothing after the user agent", position);
        }
        String[] parts = splitRequest(request);
        return Arrays.asList(
                remoteHost, identity, user, time, parts[0], parts[1], parts[2], status, bytes, referer, userAgent);
    }

    private String word(String what) {
        return upTo(" ", what);
    }

    private String upTo(String end, String what) {
        int until = line.indexOf(end, position);
        if (until <= position) {
            throw unreadable(what, position);
        }
        String text = line.substring(position, until);
        position = until + end.length();
        return orEmpty(text);
    }

    private String quoted(String what) {
        if (position >= line.length() || line.charAt(position) != '"') {
            throw unreadable(what + " in quotes", position);
        }
        StringBuilder text = new StringBuilder();
        int next = position + 1;
        while (next < line.length() && line.charAt(next) != '"') {
            char character = line.charAt(next);
            if (character == '\\' && next + 1 < line.length()) {
                next++;
                undoEscape(line.charAt(next), text);
            } else {
                text.append(character);
            }
            next++;
        }
        if (next >= line.length()) {
            throw unreadable("the closing quote of " + what, line.length());
        }
        position = next + 1;
        if (position < line.length()) {
            if (line.charAt(position) != ' ') {
                throw unreadable("a space after " + what, position);
            }
            position++;
        }
        return orEmpty(text.toString());
    }

    private static void undoEscape(char escaped, StringBuilder text) {
        switch (escaped) {
            case '"', '\\' -> text.append(escaped);
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            default -> text.append('\\').append(escaped);
        }
    }

    private static String orEmpty(String text) {
        return text.equals("-") ? "" : text;
    }

    private static String[] splitRequest(String request) {
        int first = request.indexOf(' ');
        int last = request.lastIndexOf(' ');
        boolean isHttp = first > 0 && last > first && request.startsWith("HTTP/", last + 1);
        return isHttp
                ? new String[] {
                    request.substring(0, first), request.substring(first + 1, last), request.substring(last + 1)
                }
                : new String[] {"", request, ""};
    }

    /** {@code 17/May/2015:10:05:03 +0000} as {@code 2015-05-17T10:05:03+00:00}. */
    private String isoTime(String time) {
        int month = time.length() == TIME_LENGTH ? MONTHS.indexOf(time.substring(3, 6)) + 1 : 0;
        if (month == 0) {
            throw new UnreadableLineException("the line is not in Apache's combined log format: the time is ["
                    + Pass.shown(time) + "], expected a time such as [17/May/2015:10:05:03 +0000]");
        }
        return time.substring(7, 11) + (month < 10 ? "-0" : "-") + month + "-" + time.substring(0, 2) + "T"
                + time.substring(12, 20) + time.substring(21, 24) + ":" + time.substring(24, 26);
    }

    private UnreadableLineException unreadable(String expected, int at) {
        String found = at >= line.length() ? "the line ends" : "there is " + Pass.shown(line.substring(at));
        return new UnreadableLineException("the line is not in Apache's combined log format: at character " + (at + 1)
                + " " + found + ", expected " + expected);
    }
}
