package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by hand, because it is read for every event, against what the JDK makes of the same texts. */
class TextsOfValuesTest {

    private static final int ROUNDS = 100_000;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeAll
    static void printTheSeed() {
        System.out.println("TextsOfValuesTest -Dseed=" + SEED);
    }

    @Test
    void everyDayOfTheCalendarIsRead() {
        long last = LocalDate.parse("9999-12-31").toEpochDay();
        for (long day = LocalDate.parse("0001-01-01").toEpochDay(); day <= last; day += 1 + random.nextInt(50)) {
            char[] text = LocalDate.ofEpochDay(day).toString().toCharArray();

            assertThat(TimeText.day(text, 0, text.length)).isEqualTo(day);
        }
    }

    @Test
    void instantsAreReadAndWrittenAsTheJdkDoes() {
        for (int round = 0; round < ROUNDS; round++) {
            long micros = random.nextLong(-719_162L * MICROS_PER_DAY, 2_932_897L * MICROS_PER_DAY);
            Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);

            assertThat(TimeText.micros(instant.toString())).isEqualTo(micros);
            assertThat(Instant.parse(TimeText.iso(micros))).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2010-12-01 08:26:00,            2010-12-01T08:26:00Z",
        "2010-12-01T08:26,               2010-12-01T08:26:00Z",
        "2010-12-01T08:26:00.1Z,         2010-12-01T08:26:00.100Z",
        "2010-12-01T08:26:00.123456789Z, 2010-12-01T08:26:00.123456Z",
        "2010-12-01T08:26:00+0130,       2010-12-01T06:56:00Z",
        "2010-12-01T08:26:00-05,         2010-12-01T13:26:00Z",
        "2010-12-31t23:30:00-01:00,      2011-01-01T00:30:00Z",
        "1969-12-31T23:59:59.999999Z,    1969-12-31T23:59:59.999999Z",
    })
    void readsTheFormsThatAreAllowed(String text, String utc) {
        assertThat(TimeText.iso(TimeText.micros(text))).isEqualTo(utc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2010-12-01",
                "2010-12-01T",
                "2010-12-01T24:00:00Z",
                "2010-12-01T08:60:00Z",
                "2010-12-01T08:26:60Z",
                "2010-13-01T08:26:00Z",
                "2010-02-29T08:26:00Z",
                "0000-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "2010-12-01T08:26:00.Z",
                "2010-12-01T08:26:00.1234567890Z",
                "2010-12-01T08:26:00+19:00",
                "2010-12-01T08:26:00+1:00",
                "2010-12-01T08:26:00 Z",
                "2010-12-01T08:26:0",
                "2010-12-01T08:26:",
                "2010-12-01T08:26:00ZZ",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00",
                "12/01/2010 08:26:00",
                "2010-12-01T08:26:00Europe/Berlin",
                "２010-12-01T08:26:00Z"
            })
    void readsNothingElse(String text) {
        assertThat(TimeText.micros(text)).isEqualTo(TimeText.INVALID);
    }

    @Test
    void decimalsFitExactlyWhenBigDecimalSaysSo() {
        for (int round = 0; round < ROUNDS; round++) {
            int precision = 1 + random.nextInt(38);
            int scale = random.nextInt(precision + 1);
            char[] text = number().toCharArray();
            BigDecimal exact = new BigDecimal(text);
            BigDecimal stripped = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
            DecimalText decimal = new DecimalText(precision, scale);

            DecimalText.Fit fit = decimal.measure(text, 0, text.length);

            String shown = new String(text) + " as decimal(" + precision + "," + scale + ")";
            if (exact.signum() != 0 && stripped.precision() - stripped.scale() > precision - scale) {
                assertThat(fit).as(shown).isEqualTo(DecimalText.Fit.TOO_MANY_INTEGER_DIGITS);
            } else if (stripped.scale() > scale) {
                assertThat(fit).as(shown).isEqualTo(DecimalText.Fit.TOO_MANY_FRACTION_DIGITS);
            } else {
                BigDecimal read = fit == DecimalText.Fit.COMPACT
                        ? BigDecimal.valueOf(decimal.unscaled, scale)
                        : decimal.wide(text, 0, text.length);
                assertThat(read).as(shown).isEqualTo(exact.setScale(scale));
            }
        }
    }

    @Test
    void bytesAreUtf8ExactlyWhenTheJdkSaysSo() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            for (int index = 0; index < bytes.length; index++) {
                bytes[index] = random.nextInt(3) == 0
                        ? bytes[index]
                        : (byte) "aÄ€🚚\\".getBytes(StandardCharsets.UTF_8)[random.nextInt(11)];
            }

            boolean ascii = (Utf8.scan(bytes, 0, bytes.length) & Utf8.NOT_ASCII) == 0;
            boolean backslash = (Utf8.scan(bytes, 0, bytes.length) & Utf8.ESCAPES) != 0;

            assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0).isEqualTo(decodes(bytes));
            assertThat(ascii)
                    .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1)
                            .chars()
                            .allMatch(c -> c < 128));
            assertThat(backslash || !new String(bytes, StandardCharsets.ISO_8859_1).contains("\\"))
                    .isTrue();
        }
    }

    private String number() {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append(random.nextInt(4) == 0 ? "0" : Integer.toString(1 + random.nextInt(9)) + digits(20));
        if (random.nextBoolean()) {
            text.append('.').append(random.nextInt(10)).append(digits(20));
        }
        if (random.nextInt(4) == 0) {
            text.append(random.nextBoolean() ? "e" : "E+").append(random.nextInt(30));
        } else if (random.nextInt(4) == 0) {
            text.append("e-").append(random.nextInt(30));
        }
        return text.toString();
    }

    private String digits(int most) {
        StringBuilder digits = new StringBuilder();
        int count = random.nextInt(most);
        boolean zeros = random.nextInt(3) == 0;
        for (int digit = 0; digit < count; digit++) {
            digits.append(zeros ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
