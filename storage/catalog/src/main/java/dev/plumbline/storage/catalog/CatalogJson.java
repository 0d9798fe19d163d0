package dev.plumbline.storage.catalog;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.plumbline.buffer.contract.JsonFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTSerializers;

/** The protocol's JSON, read and written as Iceberg's own client does. */
final class CatalogJson {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

    static {
        RESTSerializers.registerAll(MAPPER);
    }

    private CatalogJson() {}

    /** A request that is complete; throws IllegalArgumentException where it is not, or is no JSON. */
    static <T extends RESTRequest> T read(byte[] json, Class<T> type) {
        T request;
        try {
            request = MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not a request of this kind: " + JsonFault.of(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (request == null) {
            throw new IllegalArgumentException("The body is empty");
        }
        request.validate();
        return request;
    }

    static byte[] write(Object response) {
        try {
            return MAPPER.writeValueAsBytes(response);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
