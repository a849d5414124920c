package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.PythonBytecode;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes boto3 with its dependencies, with pip. The packages hold no machine code, so that the pip of any interpreter
 * can install them for any other. pip chooses the newest versions that support the other.
 *
 * @param pythons the programs whose pip may be used, in order
 */
record PythonRecipe(RuntimeInstallation runtime, List<Path> pythons) implements Recipe {
    /** The path of the modules in sandboxes. */
    private static final String SHOWN_AT = "/var/sdk";

    PythonRecipe {
        pythons = List.copyOf(pythons);
    }

    @Override
    public String install(Workplace place) throws IOException, SdkException, InterruptedException {
        Map<String, String> more = Map.of("TMPDIR", place.folder().toString(), "PIP_ROOT_USER_ACTION", "ignore");
        Path pip = pythonWithPip(place, more);
        String[] version = runtime.interpreterVersion().split("\\.", 3);
        List<String> command = new ArrayList<>(List.of(pip.toString(), "-m", "pip", "install"));
        command.addAll(List.of("--target", place.tree().toString()));
        command.addAll(List.of("--python-version", version[0] + "." + version[1]));
        command.addAll(List.of("--implementation", "py", "--abi", "none", "--platform", "any"));
        // no code of packages is run: wheels are only unpacked
        command.addAll(List.of("--only-binary=:all:", "--no-compile", "--no-cache-dir", "--no-input"));
        command.addAll(List.of("--disable-pip-version-check", "--progress-bar", "off", "--retries", "2", "boto3"));
        ToolRun.Result installed = place.tools().run(command, more, Limits.PYTHON);
        if (!installed.succeeded()) {
            throw new SdkException("pip: " + installed.reason("ERROR:"));
        }
        String boto3 = version(place.tree());
        ToolRun.Result compiled = place.tools()
                .run(
                        PythonBytecode.command(
                                runtime.interpreter(), runtime.interpreterVersion(), place.tree(), SHOWN_AT),
                        more,
                        Limits.PYTHON);
        if (!compiled.succeeded()) {
            throw new SdkException("the modules can't be compiled: " + compiled.reason("***"));
        }
        return "boto3 " + boto3;
    }

    private Path pythonWithPip(Workplace place, Map<String, String> more)
            throws IOException, SdkException, InterruptedException {
        for (Path python : pythons) {
            List<String> command = List.of(python.toString(), "-m", "pip", "--version");
            if (place.tools().run(command, more, Limits.QUESTION).succeeded()) {
                return python;
            }
        }
        throw new SdkException("no Python of this machine has pip (on Debian: apt-get install python3-pip)");
    }

    private static String version(Path tree) throws IOException, SdkException {
        try (Stream<Path> installed = Files.list(tree)) {
            return installed
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("boto3-") && name.endsWith(".dist-info"))
                    .map(name -> name.substring("boto3-".length(), name.length() - ".dist-info".length()))
                    .findFirst()
                    .orElseThrow(() -> new SdkException("pip installed no boto3"));
        }
    }

    /** Programs of packages are not needed, because functions import modules. */
    @Override
    public boolean isUnneeded(Path path) {
        return path.equals(Path.of("bin"));
    }
}
