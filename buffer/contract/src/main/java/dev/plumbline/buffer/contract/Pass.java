package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One walk over one event: the parser, what the walk has found so far, and the words for what is wrong. */
final class Pass {

    private static final int SHOWN_TEXT = 80;
    private static final int SHOWN_POINTER = 300;

    final JsonParser parser;
    /** Whether the event has a backslash, so that its strings need a look at their escapes. */
    final boolean escapes;

    Violation violation;
    /** The last value that was read with {@code wanted}. */
    Object value;
    /** The last timestamp that was read, or the midnight of the last date. */
    long micros;

    long eventTimeMicros = EventReader.NO_EVENT_TIME;
    String key;

    Pass(JsonParser parser, boolean escapes) {
        this.parser = parser;
        this.escapes = escapes;
    }

    /** Records what is wrong with the value that the parser is at; always false, for {@code return}. */
    boolean refuse(String rule, String expected) throws IOException {
        return refuse(rule, pointer(), shownName() + " is " + shownValue() + ", expected " + expected);
    }

    boolean refuse(String rule, String pointer, String reason) {
        String shownPointer = pointer.length() <= SHOWN_POINTER ? pointer : pointer.substring(0, SHOWN_POINTER) + "…";
        violation = new Violation(shownPointer, rule, reason);
        return false;
    }

    /**
     * Where the parser is: at a field's name or plain value, that field or item; at the start or end of an object or list,
     * that object or list.
     */
    String pointer() {
        return parser.currentToken().isStructStart()
                ? enclosingPointer()
                : parser.getParsingContext().pathAsPointer().toString();
    }

    /** The pointer of the object or list that the parser is inside of. */
    String enclosingPointer() {
        return parser.getParsingContext().getParent().pathAsPointer().toString();
    }

    private String shownName() {
        String pointer = pointer();
        return pointer.isEmpty()
                ? "the event"
                : shown(pointer.substring(1).replace("~1", "/").replace("~0", "~"));
    }

    private String shownValue() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> '"' + shown(parser.getText()) + '"';
            default -> shown(parser.getText());
        };
    }

    /** Short enough for a line, and without control characters. */
    static String shown(String text) {
        int length = Math.min(text.length(), SHOWN_TEXT);
        StringBuilder shown = new StringBuilder(length + 1);
        for (int index = 0; index < length; index++) {
            char character = text.charAt(index);
            shown.append(
                    Character.isISOControl(character) || Character.isSurrogate(character) && !paired(text, index)
                            ? '\uFFFD'
                            : character);
        }
        if (length < text.length()) {
            if (Character.isHighSurrogate(shown.charAt(length - 1))) {
                shown.setLength(length - 1);
            }
            shown.append('…');
        }
        return shown.toString();
    }

    private static boolean paired(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
}
