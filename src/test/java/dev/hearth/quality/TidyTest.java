package dev.hearth.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a formatter can't hold: the size of things, and calls that have no place here. */
class TidyTest {
    private static final int LONGEST_LINE = 120;
    private static final int LONGEST_FILE = 500;
    private static final int LONGEST_METHOD = 70;

    /** The start of a method or constructor at the first or second level of nesting, as the formatter lays it out. */
    private static final Pattern METHOD =
            Pattern.compile("^( {4}| {8})(?!return|throw|new |else|switch|if|for|while|try|case)[\\w@<].*\\) ?.*\\{$");

    private static final List<Pattern> BANNED = List.of(
            Pattern.compile("System\\.(out|err)\\b"),
            Pattern.compile("\\.printStackTrace\\("),
            Pattern.compile("Thread\\.sleep\\("),
            Pattern.compile("\\b(TODO|FIXME|XXX)\\b"),
            Pattern.compile("@Disabled"),
            Pattern.compile("catch \\((Throwable|Exception) ignored\\)"));

    @Test
    void linesAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources(path -> true)) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > LONGEST_LINE) {
                    found.add(file + ":" + (i + 1));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources(path -> true)) {
            int lines = Files.readAllLines(file).size();
            if (lines > LONGEST_FILE) {
                found.add(file + ": " + lines + " lines");
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources(path -> true)) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (METHOD.matcher(lines.get(i)).matches()) {
                    String end = lines.get(i).replaceAll("^( *).*", "$1") + "}";
                    int last = i + 1;
                    while (last < lines.size() && !lines.get(last).startsWith(end)) {
                        last++;
                    }
                    if (last - i - 1 > LONGEST_METHOD) {
                        found.add(file + ":" + (i + 1) + ": " + (last - i - 1) + " lines");
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingBannedIsCalled() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources(path -> !path.endsWith("TidyTest.java"))) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (BANNED.stream().anyMatch(pattern -> pattern.matcher(line).find()) && !prints(file, line)) {
                    found.add(file + ":" + (i + 1) + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyResourceIsUsed() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path file : sources(path -> true)) {
            code.append(Files.readString(file));
        }
        code.append(Files.readString(Path.of("pom.xml")));
        Path resources = Path.of("src/main/resources");
        if (!Files.exists(resources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(resources)) {
            assertThat(files.filter(Files::isRegularFile)
                            // found by its library under a fixed name
                            .filter(file -> !Set.of("logback.xml").contains(String.valueOf(file.getFileName())))
                            .filter(file -> code.indexOf(String.valueOf(file.getFileName())) < 0))
                    .isEmpty();
        }
    }

    /** The benchmarks print: that is what they are for. */
    private static boolean prints(Path file, String line) {
        return file.startsWith("bench") && line.matches(".*System\\.(out|err)\\..*");
    }

    private static List<Path> sources(Predicate<Path> wanted) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String root : List.of("src/main/java", "src/test/java", "bench")) {
            if (Files.exists(Path.of(root))) {
                try (Stream<Path> files = Files.walk(Path.of(root))) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(wanted)
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
