package dev.plumbline.local.replay;

import dev.plumbline.buffer.contract.UnreadableLineException;
import java.nio.charset.Charset;

/** Whether text was read with the encoding that it was written in. */
final class Texts {

    private static final char UNDECODABLE = '\uFFFD';

    private Texts() {}

    static void requireDecoded(String text, Charset charset) {
        if (text.indexOf(UNDECODABLE) >= 0) {
            throw new UnreadableLineException("it has bytes that are not " + charset + "; is it another --encoding?");
        }
    }
}
