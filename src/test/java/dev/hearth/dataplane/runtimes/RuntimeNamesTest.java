package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.RuntimeIdentifier;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.Runtime;

class RuntimeNamesTest {
    @Test
    void namesAreThoseOfTheSdk() {
        assertThat(RuntimeNames.all())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Runtime.values())
                        .filter(runtime -> runtime != Runtime.UNKNOWN_TO_SDK_VERSION)
                        .map(Runtime::toString)
                        .toList());
    }

    @Test
    void firstNoFunctionIsCreatedAndThenNoneUpdated() {
        RuntimeIdentifier runtime = new RuntimeIdentifier("nodejs20.x");
        LocalDate autumn = LocalDate.parse("2026-11-27");
        LocalDate creationOver = LocalDate.parse("2027-02-01");
        LocalDate updateOver = LocalDate.parse("2027-03-03");
        assertThat(RuntimeNames.isCreationOver(runtime, autumn)).isFalse();
        assertThat(RuntimeNames.isCreationOver(runtime, creationOver)).isTrue();
        assertThat(RuntimeNames.isUpdateOver(runtime, creationOver)).isFalse();
        assertThat(RuntimeNames.isUpdateOver(runtime, updateOver)).isTrue();
        assertThat(RuntimeNames.current(autumn))
                .contains("nodejs20.x", "nodejs26.x")
                .doesNotContain("python3.7");
        assertThat(RuntimeNames.current(creationOver)).doesNotContain("nodejs20.x");
        assertThat(RuntimeNames.isKnown(new RuntimeIdentifier("python3.7"))).isTrue();
        assertThat(RuntimeNames.isKnown(new RuntimeIdentifier("cobol85"))).isFalse();
        assertThat(RuntimeNames.isCreationOver(new RuntimeIdentifier("cobol85"), autumn))
                .isFalse();
    }

    @Test
    void currentNamesCanBeTakenApart() {
        assertThat(RuntimeNames.current(LocalDate.parse("2026-11-27")))
                .allSatisfy(name ->
                        assertThat(Language.parse(new RuntimeIdentifier(name))).isPresent());
        assertThat(parsed("python3.13")).contains(new Language.Wanted(Language.PYTHON, new Version(3, 13, 0)));
        assertThat(parsed("nodejs22.x")).contains(new Language.Wanted(Language.NODEJS, new Version(22, 0, 0)));
        assertThat(parsed("java8.al2")).contains(new Language.Wanted(Language.JAVA, new Version(8, 0, 0)));
        assertThat(parsed("java21")).contains(new Language.Wanted(Language.JAVA, new Version(21, 0, 0)));
        assertThat(parsed("provided.al2023")).contains(new Language.Wanted(Language.PROVIDED, new Version(0, 0, 0)));
    }

    private static Optional<Language.Wanted> parsed(String name) {
        return Language.parse(new RuntimeIdentifier(name));
    }
}
