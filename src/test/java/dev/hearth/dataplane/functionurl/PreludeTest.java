package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.functionurl.Answer.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PreludeTest {
    private static final String HEAD = "{\"statusCode\": 404, \"headers\": {\"x-a\": \"b\"}, \"cookies\": [\"c=d\"]}";

    @Test
    void takesPiecesOfAnySize() {
        byte[] all = bytes(HEAD + "\0".repeat(8) + "body\0\0");
        for (int size = 1; size <= all.length; size++) {
            Prelude prelude = new Prelude(false);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int begin = 0; begin < all.length; begin += size) {
                int length = Math.min(size, all.length - begin);
                int taken = prelude.take(all, begin, length);
                body.write(all, begin + taken, length - taken);
            }
            assertThat(prelude.head().status()).isEqualTo(404);
            assertThat(prelude.head().headers())
                    .containsExactly(
                            new Header("x-a", "b"),
                            new Header("Set-Cookie", "c=d"),
                            new Header("Content-Type", "application/octet-stream"));
            assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("body\0\0");
        }
    }

    @Test
    void isPartOfWhatComesWholeToo() {
        Answer answer = FunctionResult.answer(bytes("{}" + "\0".repeat(8) + "body"), false);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes("body"));
    }

    @Test
    void needsItsEnd() {
        for (String bad : new String[] {
            "",
            HEAD,
            HEAD + "\0".repeat(7),
            HEAD + "\0\0x",
            "\0".repeat(8),
            "[]" + "\0".repeat(8),
            "{" + "\0".repeat(8),
            "{\"a\": \"" + "x".repeat(70_000) + "\"}" + "\0".repeat(8),
            "{\"statusCode\": 1}" + "\0".repeat(8)
        }) {
            assertThatThrownBy(() -> Prelude.answer(bytes(bad), false)).as(bad).isInstanceOf(BadResultException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
