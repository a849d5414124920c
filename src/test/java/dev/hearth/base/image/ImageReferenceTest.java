package dev.hearth.base.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "a1".repeat(32);

    @Test
    void readsLambdasOwnForm() {
        ImageReference reference = ImageReference.parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1.2")
                .orElseThrow();
        assertThat(reference.host()).isEqualTo("123456789012.dkr.ecr.us-east-1.amazonaws.com");
        assertThat(reference.repository()).isEqualTo("team/app");
        assertThat(reference.version()).isEqualTo("v1.2");
        assertThat(reference).hasToString("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1.2");
    }

    @Test
    void theTagIsLatestUnlessThereIsADigest() {
        assertThat(ImageReference.parse("localhost:5000/app").orElseThrow().version())
                .isEqualTo("latest");
        ImageReference exact = ImageReference.parse("localhost/app@" + DIGEST).orElseThrow();
        assertThat(exact.tag()).isEmpty();
        assertThat(exact.version()).isEqualTo(DIGEST);
        ImageReference both = ImageReference.parse("localhost/app:v1@" + DIGEST).orElseThrow();
        assertThat(both.version()).isEqualTo(DIGEST);
        assertThat(both.at(both.digest().orElseThrow())).hasToString("localhost/app@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "app:v1",
                "team/app",
                "http://localhost/app",
                "localhost/App",
                "localhost/app:",
                "localhost/app:v 1",
                "localhost/../app",
                "localhost/a/../../b",
                "localhost/app//b",
                "localhost/.hidden",
                "localhost:99999/app",
                "localhost:5000",
                "localhost/app@sha256:abc",
                "localhost/app@md5:d41d8cd98f00b204e9800998ecf8427e",
                "user@localhost/app",
                "localhost/app?x=y",
                "localhost/app#x",
                "local host/app",
                "/etc/passwd",
                "file:///etc/passwd",
                "localhost/app\nHost: x"
            })
    void everythingElseIsNoAddress(String text) {
        assertThat(ImageReference.parse(text)).isEqualTo(Optional.empty());
    }

    @Test
    void aLongTextIsRefusedAtOnce() {
        assertThat(ImageReference.parse("a.".repeat(100_000) + "/" + "a".repeat(100_000)))
                .isEmpty();
        assertThat(ImageReference.parse("a.b/" + "a_".repeat(400) + "!")).isEmpty();
        assertThat(ImageReference.parse("a.b/" + "a-".repeat(500))).isEmpty();
    }
}
