package dev.plumbline.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayTest {

    @Test
    void findsEachElementByItsBytes() {
        assertThat(elements(" [ {\"a\":[1,{}]} ,\"x,]\\\"\",\n 12 , null,[] ] "))
                .containsExactly("{\"a\":[1,{}]}", "\"x,]\\\"\"", "12", "null", "[]");
    }

    @Test
    void findsNothingInAnEmptyArray() {
        assertThat(elements("[]")).isEmpty();
        assertThat(elements(" [ \n ] ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[1", "[1,", "[1,]", "[,1]", "[1 2", "[{]", "[\"x]", "[1]x", "[1]]", "[}", "[{}{}]"})
    void isNoneWhereTheBracketsDoNotAddUp(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(JsonArray.of(bytes, 0, bytes.length)).isNull();
    }

    private static List<String> elements(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonArray.startsAt(bytes, 0, bytes.length)).isTrue();
        JsonArray array = JsonArray.of(bytes, 0, bytes.length);
        assertThat(array).isNotNull();
        List<String> elements = new ArrayList<>();
        while (array.next()) {
            elements.add(new String(bytes, array.from(), array.length(), StandardCharsets.UTF_8));
        }
        return elements;
    }
}
