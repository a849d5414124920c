package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds programs that may be interpreters: on the command path, in the system's folders, and where the usual version
 * managers install them in users' home folders.
 */
final class InterpreterSearch {
    private static final Pattern PYTHON = Pattern.compile("python3(?:\\.[0-9]+)?");
    private static final Pattern RUBY = Pattern.compile("ruby(?:-?[0-9]+(?:\\.[0-9]+)*)?");
    private static final List<Path> SYSTEM =
            List.of(Path.of("/usr"), Path.of("/bin"), Path.of("/lib"), Path.of("/lib64"), Path.of("/sbin"));

    /** The folders of rbenv, rvm, chruby and asdf. */
    private static final List<String> RUBIES =
            List.of(".rbenv/versions", ".rvm/rubies", ".rubies", ".asdf/installs/ruby");

    private final Map<String, String> environment;
    private final List<Path> homes;

    /**
     * @param environment Hearth's own, of which {@code PATH} and {@code JAVA_HOME} are read
     * @param homes users' home folders, of which the readable ones are searched
     */
    InterpreterSearch(Map<String, String> environment, List<Path> homes) {
        this.environment = Map.copyOf(environment);
        this.homes = List.copyOf(homes);
    }

    /** A program that may be an interpreter. */
    record Candidate(Language language, Path program) {}

    /**
     * The programs without duplicates, with symbolic links resolved. Scripts (a version manager's shims) are left out.
     */
    List<Candidate> candidates() {
        Map<Path, Candidate> found = new LinkedHashMap<>();
        for (Path folder : programFolders()) {
            for (Path program : children(folder, PYTHON)) {
                add(found, Language.PYTHON, program);
            }
            for (Path program : children(folder, RUBY)) {
                add(found, Language.RUBY, program);
            }
            add(found, Language.NODEJS, folder.resolve("node"));
            add(found, Language.JAVA, folder.resolve("java"));
        }
        return List.copyOf(found.values());
    }

    private List<Path> programFolders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        folders.addAll(List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin")));
        Optional.ofNullable(environment.get("JAVA_HOME"))
                .ifPresent(home -> folders.add(Path.of(home).resolve("bin")));
        Pattern any = Pattern.compile("[^.].*");
        for (String shared : List.of("/usr/lib/jvm", "/opt/rubies", "/usr/local/rvm/rubies")) {
            folders.addAll(bins(children(Path.of(shared), any)));
        }
        for (Path home : homes) {
            folders.addAll(bins(children(home.resolve(".pyenv/versions"), any)));
            folders.addAll(bins(children(home.resolve(".nvm/versions/node"), any)));
            folders.addAll(bins(children(home.resolve(".sdkman/candidates/java"), any)));
            for (String rubies : RUBIES) {
                folders.addAll(bins(children(home.resolve(rubies), any)));
            }
        }
        return folders;
    }

    private static List<Path> bins(Collection<Path> installations) {
        return installations.stream().map(folder -> folder.resolve("bin")).toList();
    }

    private static void add(Map<Path, Candidate> found, Language language, Path program) {
        if (found.size() >= Limits.CANDIDATES) {
            return;
        }
        try {
            Path real = program.toRealPath();
            if (Files.isRegularFile(real) && Files.isExecutable(real) && !isScript(real)) {
                found.putIfAbsent(real, new Candidate(language, real));
            }
        } catch (IOException absent) {
            // most folders have no such program, and some are not readable
        }
    }

    private static boolean isScript(Path program) throws IOException {
        try (InputStream stream = Files.newInputStream(program)) {
            return stream.read() == '#' && stream.read() == '!';
        }
    }

    private static List<Path> children(Path folder, Pattern name) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                folder, entry -> name.matcher(entry.getFileName().toString()).matches())) {
            stream.forEach(children::add);
        } catch (IOException | DirectoryIteratorException | UncheckedIOException absent) {
            return List.of();
        }
        children.sort(null);
        return children;
    }

    /**
     * The folder of an installation, which sandboxes get: the parent of its {@code bin}. Empty if it is in the system's
     * folders.
     *
     * @throws IOException if the folder does not hold an installation only, so that it could hold other files
     */
    Optional<Path> tree(Candidate candidate, Version version) throws IOException {
        Path program = candidate.program();
        if (SYSTEM.stream().anyMatch(program::startsWith)) {
            return Optional.empty();
        }
        Path folder = program.getParent();
        Path tree = folder == null ? null : folder.getParent();
        if (folder == null
                || tree == null
                || !folder.endsWith("bin")
                || !isInstallation(tree, candidate.language(), version)) {
            throw new IOException("not in a folder of its own: " + program);
        }
        return Optional.of(tree);
    }

    private boolean isInstallation(Path tree, Language language, Version version) throws IOException {
        if (tree.getNameCount() < 2) {
            return false;
        }
        for (Path home : homes) {
            if (Files.exists(home) && home.toRealPath().startsWith(tree)) {
                return false;
            }
        }
        Path mark = switch (language) {
            case PYTHON -> Path.of("lib", "python" + version.major() + "." + version.minor(), "os.py");
            case NODEJS -> Path.of("include", "node");
            case JAVA -> Path.of("lib");
            case RUBY -> Path.of("lib", "ruby", version.major() + "." + version.minor() + ".0");
            case DOTNET, GO, PROVIDED -> Path.of("bin");
        };
        return Files.exists(tree.resolve(mark));
    }
}
