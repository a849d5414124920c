package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.RuntimeIdentifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The installation that runs one runtime's functions on this machine.
 *
 * @param identifier the runtime's name in the API
 * @param interpreterVersion the version of the chosen interpreter; empty text for {@link Language#PROVIDED}
 * @param interpreter its program on this machine; for {@link Language#PROVIDED} the one that finds the function's own
 * @param exact whether it is the release in the name, not only the closest one
 * @param runtime Hearth's bootstrap for the language
 * @param interpreterImage the tree of the interpreter, unless it is in the system's folders
 */
public record RuntimeInstallation(
        RuntimeIdentifier identifier,
        Language language,
        String interpreterVersion,
        Path interpreter,
        boolean exact,
        Image runtime,
        Optional<Image> interpreterImage) {
    /** The path at which bootstraps look for the AWS SDK by default. */
    private static final Path SDK = Path.of("/var/sdk");

    static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

    /**
     * The shell command that starts a wrapper script, or prints why it can't. Messages and exit statuses are those of
     * Lambda's managed runtimes.
     */
    private static final String WRAPPER_START = "[ -f \"$1\" ] || { echo \"$1: does not exist\"; exit 127; }; "
            + "[ -x \"$1\" ] || { echo \"$1: is not an executable\"; exit 126; }; exec \"$@\"";

    private static final Path LAYERS = Path.of("/opt");
    private static final Path TASK = Path.of("/var/task");

    /**
     * The version as Lambda writes it in logs: a release of the language, then a number. Here both are the
     * interpreter's: {@code python:3.13.v0} is 3.13.0, {@code nodejs:20.v2002} is 20.20.2.
     */
    public String versionInLogs() {
        String name = language.name().toLowerCase(Locale.ROOT);
        return Version.find(interpreterVersion)
                .map(version -> language.namedByMinor()
                        ? name + ":" + version.major() + "." + version.minor() + ".v" + version.patch()
                        : name + ":" + version.major() + ".v" + (version.minor() * 100 + version.patch()))
                .orElseGet(() -> identifier.value().replace('.', ':') + ".v1");
    }

    /** The start of a function's runtime, for a sandbox with this layout. Pure. */
    public Launch launch(Layout layout, FunctionVersion function) {
        return new Launch(wrapped(command(layout, function), layout, function), environment(layout));
    }

    private List<String> command(Layout layout, FunctionVersion function) {
        String program = interpreterPath(layout).toString();
        return switch (language) {
            case PYTHON -> pythonCommand(program, layout);
            case NODEJS -> nodejsCommand(program, layout, function.memory().toMebibytes());
            case JAVA -> JavaCommand.of(program, interpreterVersion, layout, function, LAYERS);
            case PROVIDED ->
                List.of(
                        layout.runtime().resolve("bootstrap").toString(),
                        layout.task().resolve("bootstrap").toString(),
                        layout.layers().resolve("bootstrap").toString());
            case RUBY -> RubyCommand.of(program, interpreterVersion, interpreterTree(layout), layout);
            case DOTNET, GO -> throw new IllegalStateException("no bootstrap for " + language);
        };
    }

    private static List<String> pythonCommand(String program, Layout layout) {
        List<String> command = new ArrayList<>(
                List.of(program, layout.runtime().resolve("bootstrap.py").toString()));
        if (!layout.layers().equals(LAYERS)) {
            command.add(layout.layers().toString());
            layout.sdk().ifPresent(sdk -> command.add(sdk.toString()));
        }
        return command;
    }

    /**
     * The command for Node.js. Its heap is sized by the function's memory, in the proportions of Lambda. By default it
     * would be sized by the machine's.
     */
    private static List<String> nodejsCommand(String program, Layout layout, long memoryMebibytes) {
        return List.of(
                program,
                "--expose-gc",
                "--max-semi-space-size=" + Math.max(1, memoryMebibytes * 5 / 100),
                "--max-old-space-size=" + memoryMebibytes * 90 / 100,
                layout.runtime().resolve("index.cjs").toString());
    }

    /**
     * The command, as arguments of the function's wrapper script if it has one. A {@code provided} runtime has none.
     */
    private List<String> wrapped(List<String> command, Layout layout, FunctionVersion function) {
        String wrapper = function.environment().get(WRAPPER);
        if (wrapper == null || wrapper.isEmpty() || language == Language.PROVIDED) {
            return command;
        }
        List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", WRAPPER_START, "bootstrap"));
        whole.add(inSandbox(Path.of(wrapper), layout).toString());
        whole.addAll(command);
        return whole;
    }

    private static Path inSandbox(Path path, Layout layout) {
        if (path.startsWith(LAYERS)) {
            return layout.layers().resolve(LAYERS.relativize(path));
        }
        return path.startsWith(TASK) ? layout.task().resolve(TASK.relativize(path)) : path;
    }

    private Path interpreterPath(Layout layout) {
        if (interpreterImage.isEmpty() || layout.interpreter().isEmpty()) {
            return interpreter;
        }
        Path inTree = interpreterImage.get().folder().relativize(interpreter);
        return layout.interpreter().get().resolve(inTree);
    }

    /** The path of the interpreter's tree in the sandbox, if it differs from the path that it was built for. */
    private Optional<Path> interpreterTree(Layout layout) {
        return interpreterImage.isEmpty()
                ? Optional.empty()
                : layout.interpreter()
                        .filter(place -> !place.equals(interpreterImage.get().folder()));
    }

    /**
     * The path of the SDK for Node.js in the sandbox, if it is not among the bootstrap's files ({@link
     * BootstrapFolders}).
     */
    private static Optional<Path> nodejsSdk(Layout layout) {
        return layout.sdk().filter(place -> !place.equals(SDK));
    }

    /** The variables with which an interpreter finds code and layers. */
    Map<String, String> environment(Layout layout) {
        Path task = layout.task();
        Path runtime = layout.runtime();
        Path layers = layout.layers();
        return switch (language) {
            case PYTHON -> Map.of("PYTHONPATH", runtime.toString());
            case NODEJS -> {
                int major = Language.parse(identifier).orElseThrow().version().major();
                yield Map.of(
                        "NODE_PATH",
                        layers.resolve("nodejs/node" + major + "/node_modules") + ":"
                                + layers.resolve("nodejs/node_modules") + ":"
                                + nodejsSdk(layout).orElse(runtime).resolve("node_modules") + ":" + runtime + ":"
                                + task);
            }
            case RUBY -> RubyCommand.environment(identifier, interpreterVersion, layout);
            case JAVA, PROVIDED, DOTNET, GO -> Map.of();
        };
    }
}
