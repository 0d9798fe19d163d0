package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.LocalDate;

/** A day, as ISO-8601 text. */
final class DatePlan extends ValuePlan {

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            return pass.refuse(Violation.TYPE, "a date as text, such as \"2010-12-01\"");
        }
        JsonParser parser = pass.parser;
        long day = TimeText.day(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (day == TimeText.INVALID) {
            return pass.refuse(Violation.FORMAT, "an ISO-8601 date such as \"2010-12-01\"");
        }
        pass.micros = day * MICROS_PER_DAY;
        if (wanted) {
            pass.value = LocalDate.ofEpochDay(day);
        }
        return true;
    }

    @Override
    boolean accept(PlainScan scan) {
        int length = scan.text() < 0 ? 0 : scan.passedCharacters();
        long day = TimeText.day(scan.characters(), 0, length);
        scan.micros = day * MICROS_PER_DAY;
        return day != TimeText.INVALID;
    }
}
