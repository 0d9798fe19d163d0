package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, in words for whoever wrote the text. */
public final class JsonFault {

    /** Jackson names where an object began by a description of its source, which says how the parser is set and no more. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;\\]]*; line: (\\d+), column: (\\d+)\\]");

    private JsonFault() {}

    /** Jackson's message without its descriptions of sources. */
    public static String of(JsonProcessingException malformed) {
        return SOURCE.matcher(malformed.getOriginalMessage()).replaceAll("line $1, column $2");
    }
}
