package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A field of an object, with its place in it. */
final class FieldPlan {

    final int index;
    final String name;
    final byte[] quotedName;
    final boolean required;
    private final ValuePlan value;
    private final boolean isEventTime;
    private final boolean isKey;

    FieldPlan(int index, String name, boolean required, ValuePlan value, boolean isEventTime, boolean isKey) {
        this.index = index;
        this.name = name;
        this.quotedName = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        this.required = required;
        this.value = value;
        this.isEventTime = isEventTime;
        this.isKey = isKey;
    }

    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (!value.accept(pass, token, wanted || isKey)) {
            return false;
        }
        if (isEventTime) {
            pass.eventTimeMicros = pass.micros;
        }
        if (isKey) {
            pass.key = value.keyText(pass.value);
        }
        return true;
    }

    boolean accept(PlainScan scan) {
        if (!value.accept(scan)) {
            return false;
        }
        if (isEventTime) {
            scan.eventTimeMicros = scan.micros;
        }
        if (isKey) {
            scan.key = value.keyText(scan);
        }
        return !isKey || scan.key != null;
    }
}
