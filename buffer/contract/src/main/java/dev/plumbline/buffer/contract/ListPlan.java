package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list whose items are all of one kind. */
final class ListPlan extends ValuePlan {

    private final ValuePlan element;
    private final boolean elementRequired;
    private final int minItems;
    private final int maxItems;

    ListPlan(Field element, Field.Constraints constraints) {
        this.element = ValuePlan.of(element);
        elementRequired = element.required();
        minItems = constraints.minItems().orElse(0);
        maxItems = constraints.maxItems().orElse(Integer.MAX_VALUE);
    }

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            return pass.refuse(Violation.TYPE, "a list");
        }
        List<Object> items = wanted ? new ArrayList<>() : null;
        int count = 0;
        JsonToken next;
        while ((next = pass.parser.nextToken()) != JsonToken.END_ARRAY) {
            if (++count > maxItems) {
                return pass.refuse(
                        Violation.MAX_ITEMS,
                        pass.enclosingPointer(),
                        "the list has more than " + maxItems + " items, expected at most " + maxItems);
            }
            pass.value = null;
            if (next == JsonToken.VALUE_NULL) {
                if (elementRequired) {
                    return pass.refuse(Violation.REQUIRED, "a value");
                }
            } else if (!element.accept(pass, next, wanted)) {
                return false;
            }
            if (wanted) {
                items.add(pass.value);
            }
        }
        if (count < minItems) {
            return pass.refuse(
                    Violation.MIN_ITEMS,
                    pass.pointer(),
                    "the list has " + count + " items, expected at least " + minItems);
        }
        pass.value = items;
        return true;
    }

    @Override
    boolean accept(PlainScan scan) {
        if (!scan.enter('[')) {
            return false;
        }
        int count = 0;
        if (!scan.symbol(']')) {
            do {
                count++;
                if (scan.isNull() ? elementRequired : !element.accept(scan)) {
                    return false;
                }
            } while (scan.symbol(','));
            if (!scan.symbol(']')) {
                return false;
            }
        }
        scan.leave();
        return count >= minItems && count <= maxItems;
    }
}
