package dev.hearth.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private static final long SEED = 20260101;

    @Test
    void readsWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            JsonValue value = randomValue(random, 4);
            assertThat(Json.parse(Json.write(value)))
                    .as("seed %d, value %d", SEED, i)
                    .isEqualTo(value);
            assertThat(Json.isValid(Json.write(value))).isTrue();
        }
    }

    @Test
    void findsMembersByTheirKind() {
        JsonObject object = Json.parseObject("""
                {"text":"a","number":12,"fraction":1.5,"yes":true,"nothing":null,"list":["x",1],"inner":{"k":"v"}}""");
        assertThat(object.string("text")).contains("a");
        assertThat(object.string("number")).isEmpty();
        assertThat(object.integer("number")).contains(12L);
        assertThat(object.integer("fraction")).isEmpty();
        assertThat(object.number("fraction")).contains(new BigDecimal("1.5"));
        assertThat(object.bool("yes")).contains(true);
        assertThat(object.find("nothing")).isEmpty();
        assertThat(object.find("missing")).isEmpty();
        assertThat(object.array("list").map(JsonArray::strings)).contains(List.of("x"));
        assertThat(object.object("inner").map(JsonObject::strings)).contains(Map.of("k", "v"));
    }

    @Test
    void buildsObjectsInOrderAndLeavesOutWhatIsEmpty() {
        JsonObject object = JsonObject.builder()
                .put("b", "text")
                .put("a", 1)
                .put("none", Optional.empty())
                .put("list", JsonValue.of(List.of("x", "y")))
                .build();
        assertThat(object.toJson()).isEqualTo("{\"b\":\"text\",\"a\":1,\"list\":[\"x\",\"y\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "null", " 1 ", "-0.5e+10", "\"\\u00e9\\ud83d\\ude00\"", "true", "{\"a\":[{}]}\n"})
    void acceptsEveryKindOfText(String text) {
        assertThat(Json.isValid(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "1.",
                "+1",
                "NaN",
                "nul",
                "{} {}",
                "1 2",
                "\"\\x\"",
                "\"\n\"",
                "{\"a\"}",
                "// c\n1",
                "\u0000",
                "[1 2]",
                "{\"a\":1]",
                "\"open"
            })
    void refusesWhatIsNotOneText(String text) {
        assertThat(Json.isValid(text.getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] text = {'"', (byte) 0xc3, '"'};
        assertThat(Json.isValid(text)).isFalse();
    }

    @Test
    void boundsNesting() {
        assertThat(Json.isValid("[".repeat(900).concat("]".repeat(900)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        byte[] deep = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        assertThat(Json.isValid(deep)).isFalse();
        assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(JsonException.class);
    }

    @Test
    void survivesHugeExponents() {
        JsonObject object = Json.parseObject("{\"n\":1e999999999}");
        assertThat(object.integer("n")).isEmpty();
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> Json.parse("foo"))
                .isInstanceOfSatisfying(JsonException.class, e -> {
                    assertThat(e.line()).isEqualTo(1);
                    assertThat(e.column()).isEqualTo(4);
                })
                .hasMessage("Unrecognized token 'foo': was expecting (JSON String, Number, Array, Object or token"
                        + " 'null', 'true' or 'false')\n at [Source: REDACTED"
                        + " (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 4]");
        assertThatThrownBy(() -> Json.parse("[" + "1,".repeat(1000)))
                .hasMessageContaining("disabled); line: 1, column: 2002");
    }

    /** The right values are what Jackson 2.18 says; the last two are recorded of Lambda. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{key:1} | 2 | Unexpected character ('k' (code 107)): was expecting double-quote to start field name",
                "{\"a\" 1} | 6 | Unexpected character ('1' (code 49)): was expecting a colon to separate field name"
                        + " and value",
                "[1 2] | 4 | Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
                "{\"a\":1 | 7 | Unexpected end-of-input: expected close marker for Object (start marker at"
                        + " [PLACE, column: 1])",
                "[{\"[\\\"\":[1,[] | 14 | Unexpected end-of-input: expected close marker for Array (start"
                        + " marker at [PLACE, column: 9])",
                "[1} | 4 | Unexpected close marker '}': expected ']' (for Array starting at [PLACE, column: 1])",
                "{\"a\":1}} | 9 | Unexpected close marker '}': expected ']' (for root starting at [PLACE])",
                "\"\\x\" | 3 | Unrecognized character escape 'x' (code 120)",
                "%b7 | 1 | Unexpected character ('·' (code 183)): expected a valid value (JSON String, Number, Array,"
                        + " Object or token 'null', 'true' or 'false')",
                "%99 | 1 | Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number,"
                        + " Array, Object or token 'null', 'true' or 'false')"
            })
    void saysItAsTheParserThatLambdaHas(String text, int column, String problem) {
        byte[] bytes = text.startsWith("%")
                ? new byte[] {(byte) Integer.parseInt(text.substring(1), 16), ','}
                : text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.validate(bytes)).isInstanceOfSatisfying(JsonException.class, e -> {
            assertThat(e.problem())
                    .isEqualTo(problem.replace(
                            "PLACE",
                            "Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1"));
            assertThat(e.line()).isEqualTo(1);
            assertThat(e.column()).isEqualTo(column);
        });
    }

    @Test
    void countsLinesOfAStartThatIsNotClosed() {
        assertThatThrownBy(() -> Json.parse("{\r\n \"a\": [\n\n  {\"b\": 1"))
                .hasMessageContaining("start marker at [Source: REDACTED")
                .hasMessageContaining("line: 4, column: 3])");
    }

    @Test
    void decodesBase64WithoutMakingItAString() {
        byte[] content = new byte[100_000];
        new Random(SEED).nextBytes(content);
        byte[] text = new JsonWriter()
                .beginObject()
                .name("ZipFile")
                .base64(content)
                .endObject()
                .toBytes();
        try (JsonReader reader = Json.reader(text)) {
            reader.next();
            reader.next();
            assertThat(reader.string()).isEqualTo("ZipFile");
            reader.next();
            assertThat(Arrays.equals(reader.base64(), content)).isTrue();
        }
    }

    @Test
    void refusesWrongBase64() {
        try (JsonReader reader = Json.reader("\"a!b\"".getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            assertThatThrownBy(reader::base64).isInstanceOf(JsonException.class);
        }
    }

    private static JsonValue randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> JsonValue.of(randomText(random));
            case 1 -> JsonValue.of(random.nextLong());
            case 2 -> JsonValue.of(random.nextInt() / 8.0);
            case 3 -> JsonValue.of(random.nextBoolean());
            case 4 -> JsonValue.JsonNull.NULL;
            case 5 -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put(randomText(random), randomValue(random, depth - 1));
                }
                yield new JsonObject(members);
            }
            default -> {
                List<JsonValue> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(randomValue(random, depth - 1));
                }
                yield new JsonArray(elements);
            }
        };
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int point = random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128);
            text.appendCodePoint(Character.isSurrogate((char) point) ? 0x1f600 : point);
        }
        return text.toString();
    }
}
