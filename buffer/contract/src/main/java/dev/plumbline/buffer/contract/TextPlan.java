package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Text within its lengths, from its list of values, matching its pattern. */
final class TextPlan extends ValuePlan {

    private final int minLength;
    private final int maxLength;
    private final Optional<Pattern> pattern;
    private final Set<String> allowed;
    private final List<String> allowedInOrder;
    private final boolean constrained;

    TextPlan(Field.Constraints constraints) {
        minLength = constraints.minLength().orElse(0);
        maxLength = constraints.maxLength().orElse(Integer.MAX_VALUE);
        pattern = constraints.pattern();
        allowed = Set.copyOf(constraints.allowed());
        allowedInOrder = constraints.allowed();
        constrained = minLength > 0 || maxLength < Integer.MAX_VALUE || pattern.isPresent() || !allowed.isEmpty();
    }

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            return pass.refuse(Violation.TYPE, "text");
        }
        if ((constrained || pass.escapes) && !satisfies(pass)) {
            return false;
        }
        if (wanted) {
            pass.value = pass.parser.getText();
        }
        return true;
    }

    @Override
    boolean accept(PlainScan scan) {
        int count = scan.text();
        return count >= minLength
                && count >= 0
                && count <= maxLength
                && (allowed.isEmpty() || allowed.contains(scan.passed()))
                && (pattern.isEmpty() || matches(pattern.get(), scan.passed()));
    }

    @Override
    String keyText(PlainScan scan) {
        return scan.passed();
    }

    private boolean satisfies(Pass pass) throws IOException {
        JsonParser parser = pass.parser;
        char[] characters = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        if (pass.escapes && hasLoneSurrogate(characters, offset, length)) {
            return pass.refuse(Violation.JSON, "Unicode text: an escape stands for half a character");
        }
        if (!constrained) {
            return true;
        }
        int count = length <= maxLength && length / 2 >= minLength
                ? length
                : Character.codePointCount(characters, offset, length);
        if (count < minLength) {
            return pass.refuse(Violation.MIN_LENGTH, "at least " + minLength + " characters");
        }
        if (count > maxLength) {
            return pass.refuse(Violation.MAX_LENGTH, "at most " + maxLength + " characters");
        }
        if (!allowed.isEmpty() && !allowed.contains(parser.getText())) {
            return pass.refuse(Violation.ALLOWED, "one of " + listed(allowedInOrder));
        }
        if (pattern.isPresent() && !matches(pattern.get(), CharBuffer.wrap(characters, offset, length))) {
            return pass.refuse(Violation.PATTERN, "text that matches " + pattern.get());
        }
        return true;
    }

    /** As in a JSON schema, a pattern may match anywhere; one that runs out of stack on a text does not match it. */
    private static boolean matches(Pattern pattern, CharSequence text) {
        try {
            return pattern.matcher(text).find();
        } catch (StackOverflowError tooManyAlternatives) {
            return false;
        }
    }

    private static boolean hasLoneSurrogate(char[] characters, int offset, int length) {
        int end = offset + length;
        for (int index = offset; index < end; index++) {
            if (Character.isSurrogate(characters[index])) {
                if (index + 1 == end || !Character.isSurrogatePair(characters[index], characters[index + 1])) {
                    return true;
                }
                index++;
            }
        }
        return false;
    }
}
