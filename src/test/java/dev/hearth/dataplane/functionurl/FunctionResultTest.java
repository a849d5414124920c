package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.functionurl.Answer.Header;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FunctionResultTest {
    @Test
    void setsEachCookieWithAHeaderOfItsOwn() {
        Answer answer =
                answer("{\"statusCode\": 200, \"cookies\": [\"a=1; Path=/\", \"b=2\"], \"headers\": {\"set-cookie\":"
                        + " \"c=3\"}}");
        assertThat(answer.headers())
                .containsExactly(
                        new Header("set-cookie", "c=3"),
                        new Header("Set-Cookie", "a=1; Path=/"),
                        new Header("Set-Cookie", "b=2"),
                        new Header("Content-Type", "application/json"));
    }

    @Test
    void writesABodyThatIsNoTextAsJson() {
        assertThat(answer("{\"statusCode\": \"200\", \"body\": {\"a\": [1]}}").body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\":[1]}");
        assertThat(answer("{\"statusCode\": 200, \"body\": null}").body()).isEmpty();
    }

    private static Answer answer(String result) {
        return FunctionResult.answer(result.getBytes(StandardCharsets.UTF_8), false);
    }
}
