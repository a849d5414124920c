package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the gem {@code aws-sdk} with its dependencies, with the interpreter's own RubyGems. */
record RubyRecipe(RuntimeInstallation runtime, String path) implements Recipe {
    private static final String CORE = "aws-sdk-core-";

    @Override
    public String install(Workplace place) throws IOException, SdkException, InterruptedException {
        Map<String, String> more = Map.of(
                "TMPDIR",
                place.folder().toString(),
                "PATH",
                runtime.interpreter().getParent() + ":" + path);
        String ruby = runtime.interpreter().toString();
        if (!place.tools()
                .run(List.of(ruby, "-S", "gem", "--version"), more, Limits.QUESTION)
                .succeeded()) {
            throw new SdkException("there is no RubyGems for " + ruby);
        }
        List<String> command = new ArrayList<>(List.of(ruby, "-S", "gem", "install"));
        command.addAll(List.of("--install-dir", place.tree().toString()));
        command.addAll(List.of("--bindir", place.folder().resolve("bin").toString()));
        command.addAll(List.of("--no-document", "--no-user-install", "--minimal-deps", "aws-sdk"));
        ToolRun.Result installed = place.tools().run(command, more, Limits.OTHERS);
        if (!installed.succeeded()) {
            throw new SdkException("gem: " + installed.reason("ERROR:"));
        }
        return "aws-sdk-core " + version(place.tree().resolve("gems"));
    }

    private static String version(Path gems) throws IOException, SdkException {
        if (Files.isDirectory(gems)) {
            try (Stream<Path> installed = Files.list(gems)) {
                return installed
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(CORE))
                        .map(name -> name.substring(CORE.length()))
                        .findFirst()
                        .orElseThrow(() -> new SdkException("gem installed no aws-sdk-core"));
            }
        }
        throw new SdkException("gem installed nothing");
    }

    /** Packed gems, and folders of RubyGems, are not needed. */
    @Override
    public boolean isUnneeded(Path path) {
        return path.getNameCount() == 1
                && Set.of("bin", "build_info", "cache", "doc").contains(path.toString());
    }
}
