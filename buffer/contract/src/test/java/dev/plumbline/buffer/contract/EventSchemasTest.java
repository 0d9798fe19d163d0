package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventSchemasTest {

    @Test
    void describesTypesConstraintsAndWhatMayBeAbsent() {
        ObjectNode schema = EventSchemas.of(ContractTexts.shipments());

        assertThat(schema.at("/title").asText()).isEqualTo("Parcel shipments");
        assertThat(schema.at("/required").toString()).isEqualTo("[\"parcel\",\"scannedAt\"]");
        assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.at("/properties/parcel").toString())
                .isEqualTo("{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}");
        assertThat(schema.at("/properties/state/enum").toString())
                .isEqualTo("[\"moving\",\"delivered\",\"lost\",null]");
        assertThat(schema.at("/properties/legs/items").toString())
                .isEqualTo("{\"type\":\"integer\",\"format\":\"int32\"}");
        assertThat(schema.at("/properties/receiver/properties/name/x-classification")
                        .asText())
                .isEqualTo("personal");
        assertThat(schema.at("/properties/dueOn/type").toString()).isEqualTo("[\"string\",\"null\"]");
    }

    @Test
    void acceptsWhatTheReaderAccepts() {
        Contract contract = ContractTexts.shipments();
        EventReader reader = EventReader.compile(contract);
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(EventSchemas.of(contract));
        RandomEvents events = new RandomEvents(contract, new SplittableRandom(11));

        for (int round = 0; round < 500; round++) {
            ObjectNode event = events.event();
            byte[] bytes = event.toString().getBytes(StandardCharsets.UTF_8);

            if (reader.check(bytes, 0, bytes.length).valid()) {
                assertThat(schema.validate(event)).as(event.toString()).isEmpty();
            }
        }
    }
}
