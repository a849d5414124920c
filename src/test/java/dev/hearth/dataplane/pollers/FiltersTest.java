package dev.hearth.dataplane.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.sqs.QueueMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which messages filter criteria let pass: "Filter rule syntax", and "Event filtering" with SQS, of Lambda's guide. */
class FiltersTest {
    private static final String BODY = """
            {"name": "Anna", "age": 30, "price": 1.50, "none": null, "on": true, "tags": ["x", "y"],
             "city": {"name": "New York", "zip": "10001"}, "items": [{"id": 1}, {"id": 2}], "path": "a/b/c.png"}
            """;

    private static JsonObject record(String body) {
        return BatchEvent.record(
                new QueueMessage("id", "receipt", body, "md5", Map.of("SenderId", "me"), Map.of(), Optional.empty()),
                "arn:aws:sqs:us-east-1:000000000000:q");
    }

    private static boolean matches(String pattern, String body) {
        return Filters.of(List.of(pattern)).match(record(body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"name": ["Anna"]}                                              | true
            {"name": ["Bert", "Anna"]}                                      | true
            {"name": ["anna"]}                                              | false
            {"name": ["Anna"], "age": [30]}                                 | true
            {"name": ["Anna"], "age": [31]}                                 | false
            {"age": ["30"]}                                                 | false
            {"price": [1.5]}                                                | true
            {"none": [null]}                                                | true
            {"missing": [null]}                                             | false
            {"on": [true]}                                                  | true
            {"tags": ["y"]}                                                 | true
            {"tags": ["z"]}                                                 | false
            {"city": {"name": ["New York"]}}                                | true
            {"city": {"zip": [{"prefix": "100"}]}}                          | true
            {"city": {"zip": [{"prefix": "101"}]}}                          | false
            {"items": {"id": [2]}}                                          | true
            {"items": {"id": [3]}}                                          | false
            {"name": [{"suffix": "na"}]}                                    | true
            {"name": [{"equals-ignore-case": "ANNA"}]}                      | true
            {"name": [{"prefix": {"equals-ignore-case": "aN"}}]}            | true
            {"path": [{"wildcard": "a/*.png"}]}                             | true
            {"path": [{"wildcard": "a/*.jpg"}]}                             | false
            {"path": [{"wildcard": "*b*"}]}                                 | true
            {"name": [{"anything-but": "Anna"}]}                            | false
            {"name": [{"anything-but": ["Bert", "Carl"]}]}                  | true
            {"name": [{"anything-but": {"prefix": "An"}}]}                  | false
            {"name": [{"anything-but": {"suffix": "x"}}]}                   | true
            {"missing": [{"anything-but": "x"}]}                            | false
            {"age": [{"numeric": [">", 20, "<=", 30]}]}                     | true
            {"age": [{"numeric": ["<", 30]}]}                               | false
            {"age": [{"numeric": ["=", 3.0e1]}]}                            | true
            {"name": [{"numeric": ["=", 1]}]}                               | false
            {"name": [{"exists": true}]}                                    | true
            {"name": [{"exists": false}]}                                   | false
            {"missing": [{"exists": false}]}                                | true
            {"missing": {"deep": [{"exists": false}]}}                      | true
            {"city": [{"exists": true}]}                                    | false
            {"$or": [{"name": ["Bert"]}, {"age": [30]}]}                    | true
            {"$or": [{"name": ["Bert"]}, {"age": [31]}]}                    | false
            {"age": [30], "$or": [{"name": ["Bert"]}, {"tags": ["x"]}]}     | true
            """)
    void aPatternOfTheBody(String pattern, boolean expected) {
        assertThat(matches("{\"body\": " + pattern + "}", BODY)).isEqualTo(expected);
    }

    @Test
    void oneOfSeveralPatternsIsEnough() {
        List<String> patterns = List.of("{\"body\": {\"a\": [1]}}", "{\"body\": {\"a\": [2]}}");
        assertThat(Filters.of(patterns).match(record("{\"a\": 2}"))).isTrue();
        assertThat(Filters.of(patterns).match(record("{\"a\": 3}"))).isFalse();
        assertThat(Filters.of(List.of()).match(record("x"))).isTrue();
    }

    @Test
    void aBodyIsTextOrJsonAsThePatternSays() {
        assertThat(matches("{\"body\": [\"plain\"]}", "plain")).isTrue();
        assertThat(matches("{\"body\": [{\"prefix\": \"pl\"}]}", "plain")).isTrue();
        assertThat(matches("{\"body\": {\"a\": [1]}}", "plain")).isFalse();
        assertThat(matches("{\"body\": [{\"prefix\": \"{\"}]}", "{\"a\": 1}")).isFalse();
    }

    @Test
    void otherPartsOfAMessageAreMatchedWhateverItsBodyIs() {
        assertThat(matches("{\"attributes\": {\"SenderId\": [\"me\"]}}", "plain"))
                .isTrue();
        assertThat(matches("{\"attributes\": {\"SenderId\": [\"you\"]}}", "{\"a\": 1}"))
                .isFalse();
    }

    /** The function gets the body as it was sent, not as it was read. */
    @Test
    void aRecordIsNotChanged() {
        JsonObject record = record(BODY);
        String before = record.toJson();
        Filters.of(List.of("{\"body\": {\"name\": [\"Anna\"]}}")).match(record);
        assertThat(record.toJson()).isEqualTo(before);
        assertThat(Json.parseObject(before).string("body")).contains(BODY);
    }
}
