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
 * What runs the functions of one runtime on this machine.
 *
 * @param identifier the runtime's name in the API
 * @param interpreterVersion of the interpreter that was chosen; empty text for {@link Language#PROVIDED}
 * @param interpreter its program on this machine; for {@link Language#PROVIDED} the one that finds the function's own
 * @param exact whether it is the release that the name stands for, and not only the closest
 * @param runtime Hearth's bootstrap for the language
 * @param interpreterImage the tree that the interpreter lives in, if that is not one of the system's folders
 */
public record RuntimeInstallation(
        RuntimeIdentifier identifier,
        Language language,
        String interpreterVersion,
        Path interpreter,
        boolean exact,
        Image runtime,
        Optional<Image> interpreterImage) {
    /** Where the bootstraps look for the AWS SDK unless they are told another place. */
    private static final Path SDK = Path.of("/var/sdk");

    static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

    /** Starts a wrapper, or tells why not: the words and numbers are those of the managed runtimes' own start. */
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

    /** What to start for a function, given where its sandbox sees things. Pure. */
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

    /** Node.js would size its heap by the machine's memory: here by the function's, in the shares that Lambda uses. */
    private static List<String> nodejsCommand(String program, Layout layout, long memoryMebibytes) {
        return List.of(
                program,
                "--expose-gc",
                "--max-semi-space-size=" + Math.max(1, memoryMebibytes * 5 / 100),
                "--max-old-space-size=" + memoryMebibytes * 90 / 100,
                layout.runtime().resolve("index.cjs").toString());
    }

    /** The user's wrapper script gets the command as its arguments. A {@code provided} runtime starts without one. */
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

    /** Where a sandbox sees the interpreter's tree, if that is not where it was built for. */
    private Optional<Path> interpreterTree(Layout layout) {
        return interpreterImage.isEmpty()
                ? Optional.empty()
                : layout.interpreter()
                        .filter(place -> !place.equals(interpreterImage.get().folder()));
    }

    /** Where the SDK for Node.js is, if it is not seen among the bootstrap's files ({@link BootstrapFolders}). */
    private static Optional<Path> nodejsSdk(Layout layout) {
        return layout.sdk().filter(place -> !place.equals(SDK));
    }

    /** The variables that an interpreter finds the code and the layers of any function by. */
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
