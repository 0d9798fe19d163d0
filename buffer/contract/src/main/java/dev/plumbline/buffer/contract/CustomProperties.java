package dev.plumbline.buffer.contract;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The platform's own settings in an ODCS file. A name with a dot ({@code acme.owner}) belongs to another tool and is
 * passed over; any other name that is not known is a finding, because it is most likely a misspelt one.
 */
final class CustomProperties {

    private CustomProperties() {}

    /** The values of {@code owner}'s custom properties, by name. */
    static Map<String, Place> of(Place owner, Collection<String> known, Findings findings) {
        Map<String, Place> values = new LinkedHashMap<>();
        for (Place entry : owner.at("customProperties").items()) {
            String name = entry.at("property").text().orElse("");
            if (known.contains(name)) {
                if (values.put(name, entry.at("value")) != null) {
                    findings.add(entry.at("property"), name + " is there twice", "each custom property once");
                }
            } else if (!name.contains(".")) {
                findings.add(
                        entry.at("property"),
                        "the custom property " + Pass.shown(name) + " is not known here",
                        String.join(", ", known) + "; a name with a dot for another tool's");
            }
        }
        return values;
    }
}
