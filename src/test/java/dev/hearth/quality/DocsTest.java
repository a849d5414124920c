package dev.hearth.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** What the documents point at is there. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(#[^)]*)?\\)");

    /** A test in its package below {@code dev.hearth}, or alone: {@code e2e.StateTest}, {@code TidyTest}. */
    private static final Pattern TEST = Pattern.compile("`([a-z0-9.]*\\b[A-Z][A-Za-z0-9]*(?:Test|Contract))`");

    /** A row of the table of operations: the first column names one or several. */
    private static final Pattern COMPATIBILITY_ROW = Pattern.compile("(?m)^\\| ((?:`[A-Z][A-Za-z]+`(?:, )?)+) \\|");

    private static final Pattern NAME = Pattern.compile("`([A-Za-z]+)`");

    /** The head of a table of transitions, in a class comment: its second or third column is the state that follows. */
    private static final Pattern LIFECYCLE = Pattern.compile("(?m)^ \\* <pre>\n \\* \\S+ {2,}(?:.* {2,})?to\\b");

    private static final Pattern CLASS = Pattern.compile("`((?:[a-z0-9]+\\.)+[A-Z][A-Za-z0-9]*)`");

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

    @Test
    void everyLifecycleIsListed() throws IOException {
        String architecture = Files.readString(Path.of("docs/architecture.md"));
        String list = architecture.substring(architecture.indexOf("\n## Lifecycles\n") + 1);
        list = list.substring(0, list.indexOf("\n## "));
        List<Path> listed = CLASS.matcher(list)
                .results()
                .map(found -> Path.of(found.group(1).replace('.', '/') + ".java"))
                .toList();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/hearth"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }
        List<Path> lifecycles = new ArrayList<>();
        for (Path source : sources) {
            if (LIFECYCLE.matcher(Files.readString(source)).find()) {
                lifecycles.add(source);
            }
        }
        assertThat(lifecycles)
                .hasSizeGreaterThan(30)
                .allMatch(source -> listed.stream().anyMatch(source::endsWith), "is listed");
        assertThat(listed).allMatch(name -> sources.stream().anyMatch(source -> source.endsWith(name)), "exists");
    }

    /** Of the SDK's model: what can be called. */
    @Test
    void everyOperationOfTheApiIsInTheTable() throws IOException {
        Set<String> known = new TreeSet<>();
        COMPATIBILITY_ROW
                .matcher(Files.readString(Path.of("docs/compatibility.md")))
                .results()
                .map(row -> row.group(1))
                .flatMap(names -> NAME.matcher(names).results())
                .forEach(name -> known.add(name.group(1)));
        Set<String> operations = new TreeSet<>();
        for (Method method : LambdaClient.class.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length > 0 && LambdaRequest.class.isAssignableFrom(parameters[0])) {
                operations.add(parameters[0].getSimpleName().replaceFirst("Request$", ""));
            }
        }
        assertThat(operations).hasSizeGreaterThan(80);
        assertThat(known).containsAll(operations);
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
