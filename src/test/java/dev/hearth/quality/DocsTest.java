package dev.hearth.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point at is there. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(#[^)]*)?\\)");

    /** A test in its package below {@code dev.hearth}, or alone: {@code e2e.StateTest}, {@code TidyTest}. */
    private static final Pattern TEST = Pattern.compile("`([a-z0-9.]*\\b[A-Z][A-Za-z0-9]*(?:Test|Contract))`");

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            LINK.matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(target -> !Files.exists(document.resolveSibling(target)))
                    .forEach(target -> broken.add(document + ": " + target));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/dev/hearth"))) {
            tests = files.filter(Files::isRegularFile).toList();
        }
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            for (MatchResult found :
                    TEST.matcher(Files.readString(document)).results().toList()) {
                Path name = Path.of(found.group(1).replace('.', '/') + ".java");
                if (tests.stream().noneMatch(test -> test.endsWith(name))) {
                    missing.add(document + ": " + found.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(Path.of(""), Path.of("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }
}
