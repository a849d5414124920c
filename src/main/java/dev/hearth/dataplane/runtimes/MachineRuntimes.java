package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtimes of this machine. Interpreters are searched once, in the constructor. An interpreter's bootstrap is
 * prepared at its first use.
 */
public final class MachineRuntimes implements RuntimeCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(MachineRuntimes.class);

    private final BootstrapFolders bootstraps;
    private final List<Interpreter> interpreters;
    private final Map<RuntimeIdentifier, Optional<RuntimeInstallation>> found = new ConcurrentHashMap<>();

    /**
     * Searches interpreters.
     *
     * @param bootstraps folders that hold bootstraps by the language's name ({@link #bootstrapsOfThisProgram})
     * @param data the folder for prepared files, below Hearth's data folder
     * @param environment Hearth's own
     */
    public MachineRuntimes(List<Path> bootstraps, Path data, Map<String, String> environment) {
        this(bootstraps, data, new InterpreterSearch(environment, homes(environment)));
    }

    /**
     * Searches interpreters for a list of runtimes. Nothing is written, and the runtimes can't be started.
     *
     * @param data the folder in which a server keeps prepared files, if there is one
     */
    public static MachineRuntimes toList(List<Path> bootstraps, Path data, Map<String, String> environment) {
        return new MachineRuntimes(
                new BootstrapFolders(bootstraps, Optional.empty()),
                interpreters(new InterpreterSearch(environment, homes(environment)), probe(data)));
    }

    MachineRuntimes(List<Path> bootstraps, Path data, InterpreterSearch search) {
        this(new BootstrapFolders(bootstraps, Optional.of(data)), remembered(search, probe(data)));
    }

    private MachineRuntimes(BootstrapFolders bootstraps, List<Interpreter> interpreters) {
        this.bootstraps = bootstraps;
        this.interpreters = interpreters;
    }

    private static List<Interpreter> remembered(InterpreterSearch search, VersionProbe probe) {
        List<Interpreter> interpreters = interpreters(search, probe);
        probe.save();
        return interpreters;
    }

    private static VersionProbe probe(Path data) {
        return new VersionProbe(data.resolve("interpreters.properties"));
    }

    /**
     * The folders with bootstraps by the language's name: of a built clone or, next to the program's jar, of an
     * installation.
     */
    public static List<Path> bootstrapsOfThisProgram() {
        try {
            Path program = Path.of(MachineRuntimes.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = program.getParent();
            if (folder == null) {
                return List.of();
            }
            Path above = folder.getParent();
            return Stream.of(above == null ? folder : above, folder)
                    .map(one -> one.resolve("runtimes"))
                    .filter(Files::isDirectory)
                    .toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<RuntimeInstallation> find(RuntimeIdentifier identifier) {
        if (!RuntimeNames.isKnown(identifier)) {
            return Optional.empty();
        }
        return found.computeIfAbsent(identifier, this::install);
    }

    @Override
    public List<RuntimeInstallation> all() {
        return RuntimeNames.all().stream()
                .map(RuntimeIdentifier::new)
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<RuntimeInstallation> install(RuntimeIdentifier identifier) {
        Optional<Language.Wanted> parsed = Language.parse(identifier);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Language.Wanted wanted = parsed.get();
        try {
            if (wanted.language() == Language.PROVIDED) {
                return bootstraps.prepare(Language.PROVIDED).map(image -> provided(identifier, image));
            }
            Optional<Interpreter> closest = Interpreter.closest(interpreters, wanted);
            if (closest.isEmpty()) {
                return Optional.empty();
            }
            Interpreter interpreter = closest.get();
            return bootstraps
                    .prepareFor(interpreter)
                    .map(image -> installation(identifier, wanted, interpreter, image));
        } catch (IOException e) {
            LOG.warn("{} is not available: {}", identifier, e.getMessage());
            return Optional.empty();
        }
    }

    private static RuntimeInstallation provided(RuntimeIdentifier identifier, Image image) {
        Path program = image.folder().resolve("bootstrap");
        return new RuntimeInstallation(identifier, Language.PROVIDED, "", program, true, image, Optional.empty());
    }

    private static RuntimeInstallation installation(
            RuntimeIdentifier identifier, Language.Wanted wanted, Interpreter interpreter, Image bootstrap) {
        return new RuntimeInstallation(
                identifier,
                interpreter.language(),
                interpreter.version().toString(),
                interpreter.program(),
                interpreter.isExactly(wanted),
                bootstrap,
                interpreter.tree().map(tree -> new Image(treeName(interpreter, tree), tree)));
    }

    /**
     * The name of an installation as an image. It is made of path and release without reading the files, because they
     * stay the same.
     */
    private static String treeName(Interpreter interpreter, Path tree) {
        String name = interpreter.language() + " " + interpreter.version() + " " + tree;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    static List<Interpreter> interpreters(InterpreterSearch search, VersionProbe probe) {
        List<Interpreter> interpreters = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Interpreter>>> answers = new ArrayList<>();
            for (InterpreterSearch.Candidate candidate : search.candidates()) {
                answers.add(threads.submit(() -> interpreter(search, probe, candidate)));
            }
            for (Future<Optional<Interpreter>> answer : answers) {
                answer.get().ifPresent(interpreters::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for interpreters", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return List.copyOf(interpreters);
    }

    private static Optional<Interpreter> interpreter(
            InterpreterSearch search, VersionProbe probe, InterpreterSearch.Candidate candidate) {
        Language language = candidate.language();
        Optional<Version> version = probe.version(candidate.program());
        if (version.isEmpty() || version.get().compareTo(oldest(language)) < 0) {
            return Optional.empty();
        }
        try {
            Optional<Path> tree = search.tree(candidate, version.get());
            return Optional.of(new Interpreter(language, version.get(), candidate.program(), tree));
        } catch (IOException e) {
            LOG.debug("left out: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Version oldest(Language language) {
        return switch (language) {
            case PYTHON -> Limits.OLDEST_PYTHON;
            case NODEJS -> Limits.OLDEST_NODEJS;
            case JAVA -> Limits.OLDEST_JAVA;
            case RUBY -> Limits.OLDEST_RUBY;
            case DOTNET, GO, PROVIDED -> new Version(0, 0, 0);
        };
    }

    private static List<Path> homes(Map<String, String> environment) {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(environment.get("HOME")).map(Path::of).ifPresent(homes::add);
        homes.add(Path.of("/root"));
        try (Stream<Path> people = Files.list(Path.of("/home"))) {
            people.sorted().limit(Limits.CANDIDATES).forEach(homes::add);
        } catch (IOException e) {
            // no readable home folders: only those that are known already
        }
        return homes.stream().distinct().toList();
    }
}
