package dev.plumbline.buffer.contract;

/** Names of the Kafka record headers of a CloudEvent in binary mode (CloudEvents 1.0, Kafka protocol binding), and of a dead letter. */
public final class CloudEventHeaders {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    public static final String DEAD_LETTER_REASON = "dl_reason";
    public static final String DEAD_LETTER_RULE = "dl_rule";
    public static final String DEAD_LETTER_POINTER = "dl_pointer";
    public static final String DEAD_LETTER_STAGE = "dl_stage";
    public static final String DEAD_LETTER_RECEIVED_AT = "dl_received_at";

    private CloudEventHeaders() {}
}
