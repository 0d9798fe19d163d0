package dev.plumbline.buffer.contract;

/**
 * Days and instants as text, read without java.time because it is done for every event. A day is {@code 2010-12-01}; an
 * instant is {@code 2010-12-01T08:26:00.123456Z} where T may be a space, seconds and fraction may be missing, the zone
 * is Z or an offset, and no zone means UTC. Digits beyond the microsecond are cut off. Years are 0001 to 9999.
 */
final class TimeText {

    static final long INVALID = Long.MIN_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long SECONDS_PER_DAY = 86_400L;
    private static final long MICROS_PER_DAY = SECONDS_PER_DAY * MICROS_PER_SECOND;
    private static final long FIRST_DAY = daysSinceEpoch(1, 1, 1);
    private static final long LAST_DAY = daysSinceEpoch(9999, 12, 31);
    private static final int DATE_LENGTH = 10;
    private static final int MINUTE_LENGTH = 16;
    private static final int MAXIMUM_OFFSET_MINUTES = 18 * 60;

    private TimeText() {}

    /** Days since 1970-01-01, or {@link #INVALID}. */
    static long day(char[] text, int offset, int length) {
        return length == DATE_LENGTH ? dayAt(text, offset) : INVALID;
    }

    /** Microseconds since the epoch, or {@link #INVALID}. */
    static long micros(char[] text, int offset, int length) {
        if (length < MINUTE_LENGTH) {
            return INVALID;
        }
        long day = dayAt(text, offset);
        char separator = text[offset + DATE_LENGTH];
        int hour = twoDigits(text, offset + 11);
        int minute = twoDigits(text, offset + 14);
        if (day == INVALID
                || (separator != 'T' && separator != ' ' && separator != 't')
                || text[offset + 13] != ':'
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59) {
            return INVALID;
        }
        int end = offset + length;
        int position = offset + MINUTE_LENGTH;
        int second = 0;
        long fraction = 0;
        if (position < end && text[position] == ':') {
            second = position + 3 <= end ? twoDigits(text, position + 1) : -1;
            if (second < 0 || second > 59) {
                return INVALID;
            }
            position += 3;
            if (position < end && text[position] == '.') {
                int digits = 0;
                int next = position + 1;
                while (next < end && isDigit(text[next])) {
                    if (digits < 6) {
                        fraction = fraction * 10 + (text[next] - '0');
                    }
                    digits++;
                    next++;
                }
                if (digits == 0 || digits > 9) {
                    return INVALID;
                }
                for (int missing = digits; missing < 6; missing++) {
                    fraction *= 10;
                }
                position = next;
            }
        }
        int zone = offsetMinutes(text, position, end);
        if (zone == Integer.MIN_VALUE) {
            return INVALID;
        }
        long seconds = day * SECONDS_PER_DAY + (hour * 60L + minute - zone) * 60L + second;
        long micros = seconds * MICROS_PER_SECOND + fraction;
        return micros < FIRST_DAY * MICROS_PER_DAY || micros >= (LAST_DAY + 1) * MICROS_PER_DAY ? INVALID : micros;
    }

    static long micros(String text) {
        return micros(text.toCharArray(), 0, text.length());
    }

    /** ISO-8601 in UTC with as many digits of a second as it needs (none, 3 or 6). */
    static String iso(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        int fraction = (int) Math.floorMod(micros, MICROS_PER_SECOND);
        int secondOfDay = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
        StringBuilder text = new StringBuilder(27);
        text.append(java.time.LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY)));
        appendTwo(text.append('T'), secondOfDay / 3600);
        appendTwo(text.append(':'), secondOfDay / 60 % 60);
        appendTwo(text.append(':'), secondOfDay % 60);
        if (fraction != 0) {
            boolean millisAreEnough = fraction % 1000 == 0;
            int digits = millisAreEnough ? fraction / 1000 : fraction;
            String padded = Integer.toString((millisAreEnough ? 1_000 : 1_000_000) + digits);
            text.append('.').append(padded, 1, padded.length());
        }
        return text.append('Z').toString();
    }

    private static void appendTwo(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static long dayAt(char[] text, int offset) {
        int century = twoDigits(text, offset);
        int yearOfCentury = twoDigits(text, offset + 2);
        int month = twoDigits(text, offset + 5);
        int day = twoDigits(text, offset + 8);
        if (century < 0
                || yearOfCentury < 0
                || text[offset + 4] != '-'
                || text[offset + 7] != '-'
                || month < 1
                || month > 12
                || day < 1) {
            return INVALID;
        }
        int year = century * 100 + yearOfCentury;
        return year == 0 || day > lengthOfMonth(year, month) ? INVALID : daysSinceEpoch(year, month, day);
    }

    private static int lengthOfMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Counts from 1 March, so that the leap day is the last of its year. */
    private static long daysSinceEpoch(int year, int month, int day) {
        int shiftedYear = month > 2 ? year : year - 1;
        int shiftedMonth = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1;
        return 365L * shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear - 719_468L;
    }

    /** Minutes east of UTC of what is left of the text; 0 where nothing is left. */
    private static int offsetMinutes(char[] text, int position, int end) {
        int left = end - position;
        if (left == 0 || (left == 1 && (text[position] == 'Z' || text[position] == 'z'))) {
            return 0;
        }
        boolean withColon = left == 6 && text[position + 3] == ':';
        if ((left != 3 && left != 5 && !withColon) || (text[position] != '+' && text[position] != '-')) {
            return Integer.MIN_VALUE;
        }
        int hours = twoDigits(text, position + 1);
        int minutes = left == 3 ? 0 : twoDigits(text, withColon ? position + 4 : position + 3);
        int total = hours * 60 + minutes;
        if (hours < 0 || minutes < 0 || minutes > 59 || total > MAXIMUM_OFFSET_MINUTES) {
            return Integer.MIN_VALUE;
        }
        return text[position] == '-' ? -total : total;
    }

    private static int twoDigits(char[] text, int position) {
        char tens = text[position];
        char ones = text[position + 1];
        return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + ones - '0' : -1;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
