package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** True or false. */
final class BooleanPlan extends ValuePlan {

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (!token.isBoolean()) {
            return pass.refuse(Violation.TYPE, "true or false");
        }
        if (wanted) {
            pass.value = token == JsonToken.VALUE_TRUE;
        }
        return true;
    }

    @Override
    boolean accept(PlainScan scan) {
        return scan.isBoolean();
    }
}
