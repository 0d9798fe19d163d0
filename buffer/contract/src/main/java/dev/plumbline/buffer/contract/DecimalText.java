package dev.plumbline.buffer.contract;

import java.math.BigDecimal;

/**
 * A JSON number's text measured against a decimal type: no BigDecimal is built to find out whether it fits, and none that
 * an exponent could make huge.
 */
final class DecimalText {

    enum Fit {
        /** {@link #unscaled} holds the value at the type's scale. */
        COMPACT,
        /** Fits the type, but not a long. */
        WIDE,
        TOO_MANY_INTEGER_DIGITS,
        TOO_MANY_FRACTION_DIGITS
    }

    private static final int LONG_DIGITS = 18;
    private static final int EXPONENT_LIMIT = 100_000;

    private final int precision;
    private final int scale;
    long unscaled;

    DecimalText(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
    }

    /** Leading and trailing zeros do not count. */
    Fit measure(char[] text, int offset, int length) {
        int end = offset + length;
        int digits = 0;
        int digitsBeforePoint = -1;
        int first = -1;
        int last = -1;
        int position = text[offset] == '-' ? offset + 1 : offset;
        for (; position < end; position++) {
            char character = text[position];
            if (character == '.') {
                digitsBeforePoint = digits;
            } else if (character == 'e' || character == 'E') {
                break;
            } else {
                if (character != '0') {
                    first = first < 0 ? digits : first;
                    last = digits;
                }
                digits++;
            }
        }
        if (first < 0) {
            unscaled = 0;
            return Fit.COMPACT;
        }
        int point = (digitsBeforePoint < 0 ? digits : digitsBeforePoint) + exponent(text, position, end);
        int integerDigits = point - first;
        int fractionDigits = last + 1 - point;
        if (integerDigits > precision - scale) {
            return Fit.TOO_MANY_INTEGER_DIGITS;
        }
        if (fractionDigits > scale) {
            return Fit.TOO_MANY_FRACTION_DIGITS;
        }
        if (integerDigits + scale > LONG_DIGITS) {
            return Fit.WIDE;
        }
        unscaled = significand(text, offset, first, last, scale - fractionDigits);
        return Fit.COMPACT;
    }

    BigDecimal wide(char[] text, int offset, int length) {
        return new BigDecimal(text, offset, length).setScale(scale);
    }

    private static int exponent(char[] text, int position, int end) {
        if (position >= end) {
            return 0;
        }
        int next = position + 1;
        boolean negative = text[next] == '-';
        if (negative || text[next] == '+') {
            next++;
        }
        int exponent = 0;
        for (; next < end; next++) {
            exponent = Math.min(EXPONENT_LIMIT, exponent * 10 + (text[next] - '0'));
        }
        return negative ? -exponent : exponent;
    }

    private static long significand(char[] text, int offset, int first, int last, int zerosToAdd) {
        boolean negative = text[offset] == '-';
        long value = 0;
        int digit = 0;
        for (int position = negative ? offset + 1 : offset; digit <= last; position++) {
            char character = text[position];
            if (character != '.') {
                if (digit >= first) {
                    value = value * 10 + (character - '0');
                }
                digit++;
            }
        }
        for (int zero = 0; zero < zerosToAdd; zero++) {
            value *= 10;
        }
        return negative ? -value : value;
    }
}
