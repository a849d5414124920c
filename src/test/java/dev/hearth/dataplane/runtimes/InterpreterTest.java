package dev.hearth.dataplane.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.RuntimeIdentifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    @Test
    void theExactReleaseIsTakenIfThereIsOne() {
        assertThat(closest("python3.11", python("3.10.1"), python("3.11.2"), python("3.12.0")))
                .isEqualTo("3.11.2");
    }

    @Test
    void elseTheNearestAndOfTwoTheNewer() {
        assertThat(closest("python3.14", python("3.8.18"), python("3.13.0"))).isEqualTo("3.13.0");
        assertThat(closest("python3.11", python("3.10.1"), python("3.12.0"))).isEqualTo("3.12.0");
        assertThat(closest("nodejs22.x", interpreter(Language.NODEJS, "20.20.2")))
                .isEqualTo("20.20.2");
    }

    @Test
    void javaPrefersANewerOneSinceItRunsOlderClasses() {
        Interpreter old = interpreter(Language.JAVA, "17.0.9");
        Interpreter fresh = interpreter(Language.JAVA, "25.0.1");
        assertThat(closest("java21", old, fresh)).isEqualTo("25.0.1");
        assertThat(closest("java11", old, fresh)).isEqualTo("17.0.9");
        assertThat(closest("java21", old)).isEqualTo("17.0.9");
    }

    @Test
    void theSystemsOwnGoesBeforeOneInAFolderOfItsOwn() {
        Interpreter own = python("3.11.2");
        Interpreter elsewhere = new Interpreter(
                Language.PYTHON,
                new Version(3, 11, 7),
                Path.of("/home/a/p/bin/python3.11"),
                Optional.of(Path.of("/home/a/p")));
        assertThat(closest("python3.11", elsewhere, own)).isEqualTo("3.11.2");
    }

    @Test
    void onlyTheSameLanguageAndMajorCount() {
        assertThat(closest("python2.7", python("3.8.18"))).isEqualTo("none");
        assertThat(closest("ruby3.3", python("3.8.18"))).isEqualTo("none");
    }

    @Test
    void rubyCountsOnFromOneMajorToTheNext() {
        Interpreter old = interpreter(Language.RUBY, "3.1.2");
        Interpreter fresh = interpreter(Language.RUBY, "3.4.1");
        assertThat(closest("ruby4.0", old, fresh)).isEqualTo("3.4.1");
        assertThat(closest("ruby3.2", old, fresh)).isEqualTo("3.1.2");
    }

    @Test
    void exactMeansTheReleaseThatTheNameStandsFor() {
        Language.Wanted wanted =
                Language.parse(new RuntimeIdentifier("nodejs20.x")).orElseThrow();
        assertThat(interpreter(Language.NODEJS, "20.20.2").isExactly(wanted)).isTrue();
        assertThat(interpreter(Language.NODEJS, "22.1.0").isExactly(wanted)).isFalse();
    }

    @Test
    void versionsAreReadFromWhatProgramsPrint() {
        assertThat(Version.find("Python 3.13.0")).contains(new Version(3, 13, 0));
        assertThat(Version.find("v20.20.2")).contains(new Version(20, 20, 2));
        assertThat(Version.find("openjdk version \"1.8.0_402\"")).contains(new Version(8, 0, 0));
        assertThat(Version.find("openjdk version \"25\" 2025-09-16")).contains(new Version(25, 0, 0));
        assertThat(Version.find("command not found")).isEmpty();
    }

    private static String closest(String name, Interpreter... all) {
        Language.Wanted wanted = Language.parse(new RuntimeIdentifier(name)).orElseThrow();
        return Stream.of(Interpreter.closest(List.of(all), wanted))
                .flatMap(Optional::stream)
                .map(one -> one.version().toString())
                .findFirst()
                .orElse("none");
    }

    private static Interpreter python(String version) {
        return interpreter(Language.PYTHON, version);
    }

    private static Interpreter interpreter(Language language, String version) {
        return new Interpreter(
                language, Version.find(version).orElseThrow(), Path.of("/usr/bin/" + language), Optional.empty());
    }
}
