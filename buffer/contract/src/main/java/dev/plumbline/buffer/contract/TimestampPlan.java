package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/** A moment, as ISO-8601 text; in UTC where the text names no zone. */
final class TimestampPlan extends ValuePlan {

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            return pass.refuse(Violation.TYPE, "a timestamp as text, such as \"2010-12-01T08:26:00Z\"");
        }
        JsonParser parser = pass.parser;
        long micros = TimeText.micros(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (micros == TimeText.INVALID) {
            return pass.refuse(Violation.FORMAT, "an ISO-8601 timestamp such as \"2010-12-01T08:26:00Z\"");
        }
        pass.micros = micros;
        if (wanted) {
            pass.value = Instant.EPOCH
                    .plusSeconds(Math.floorDiv(micros, 1_000_000L))
                    .plusNanos(Math.floorMod(micros, 1_000_000L) * 1_000L);
        }
        return true;
    }

    @Override
    boolean accept(PlainScan scan) {
        int length = scan.text() < 0 ? 0 : scan.passedCharacters();
        scan.micros = TimeText.micros(scan.characters(), 0, length);
        return scan.micros != TimeText.INVALID;
    }
}
