package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The CloudEvents attributes that the events of a request share, encoded once for all of them. */
public final class Attributes {

    private static final Header SPEC_VERSION = header(CloudEventHeaders.SPEC_VERSION, "1.0");
    private static final Header JSON = header(CloudEventHeaders.CONTENT_TYPE, "application/json");

    private final Header source;
    private final Header type;

    private Attributes(Header source, Header type) {
        this.source = source;
        this.type = type;
    }

    public static Attributes of(String source, String type) {
        return new Attributes(header(CloudEventHeaders.SOURCE, source), header(CloudEventHeaders.TYPE, type));
    }

    /** The headers of one event: the shared ones, its id, and its time where it has one. */
    Header[] with(String id, String time) {
        Header idHeader = header(CloudEventHeaders.ID, id);
        return time == null
                ? new Header[] {SPEC_VERSION, idHeader, source, type, JSON}
                : new Header[] {SPEC_VERSION, idHeader, source, type, header(CloudEventHeaders.TIME, time), JSON};
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
