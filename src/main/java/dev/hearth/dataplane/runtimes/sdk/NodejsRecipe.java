package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.base.json.Json;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes clients of the SDK for JavaScript, version 3, with npm, run by the runtime's own Node.js. npm chooses the
 * newest versions that support that Node.js.
 *
 * @param path the folders in which npm is searched after the interpreter's own
 */
record NodejsRecipe(RuntimeInstallation runtime, NodejsClients clients, String path) implements Recipe {
    /** Packages that are used with the clients of these services, as on Lambda. */
    private static final Map<String, List<String>> COMPANIONS = Map.of(
            "dynamodb", List.of("lib-dynamodb", "util-dynamodb"),
            "rds", List.of("rds-signer"),
            "s3", List.of("lib-storage", "s3-request-presigner", "s3-presigned-post"));

    private static final String SCOPE = "@aws-sdk/";
    private static final String CLIENT = "client-";
    private static final List<String> ERROR_MARKS = List.of("npm error ", "npm ERR! ");
    private static final List<String> LESS_THAN_A_REASON = List.of("code ", "errno ", "syscall ", "A complete log");

    @Override
    public String install(Workplace place) throws IOException, SdkException, InterruptedException {
        Path node = runtime.interpreter();
        Path npm = npm().orElseThrow(() -> new SdkException(
                "there is no npm beside " + node + " or on the PATH (on Debian: apt-get install npm)"));
        List<String> npmCommand =
                npm.toString().endsWith(".js") ? List.of(node.toString(), npm.toString()) : List.of(npm.toString());
        Map<String, String> more = Map.of(
                "PATH", node.getParent() + ":" + path, "TMPDIR", place.folder().toString());
        SortedSet<String> packages = packages();
        // detects a registry that does not answer: the installation would wait for it for each package
        List<String> question = new ArrayList<>(npmCommand);
        question.addAll(List.of("view", SCOPE + packages.first(), "version"));
        question.addAll(shared(place));
        ToolRun.Result asked = place.tools().run(question, more, Limits.QUESTION);
        if (!asked.succeeded()) {
            throw new SdkException("npm: " + reason(asked));
        }
        List<String> command = new ArrayList<>(npmCommand);
        command.addAll(List.of("install", "--prefix", place.tree().toString()));
        // no code of packages is run
        command.addAll(List.of("--ignore-scripts", "--no-save", "--no-package-lock", "--omit=dev", "--global=false"));
        command.addAll(List.of("--no-audit", "--no-fund", "--loglevel=http"));
        command.addAll(shared(place));
        packages.forEach(name -> command.add(SCOPE + name + "@3"));
        ToolRun.Result installed = place.tools().run(command, more, Limits.OTHERS);
        if (!installed.succeeded()) {
            throw new SdkException("npm: " + reason(installed));
        }
        return version(place.tree().resolve("node_modules").resolve("@aws-sdk"));
    }

    private static List<String> shared(Workplace place) {
        return List.of(
                "--cache",
                place.folder().resolve("cache").toString(),
                "--no-update-notifier",
                "--fetch-retries=2",
                "--fetch-retry-mintimeout=1000",
                "--fetch-retry-maxtimeout=5000");
    }

    private Optional<Path> npm() throws IOException {
        List<Path> folders = new ArrayList<>(
                List.of(runtime.interpreter().resolveSibling(".").normalize()));
        for (String folder : path.split(":", -1)) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        for (Path folder : folders) {
            Path npm = folder.resolve("npm");
            if (Files.isExecutable(npm)) {
                return Optional.of(npm.toRealPath());
            }
        }
        return Optional.empty();
    }

    private SortedSet<String> packages() {
        SortedSet<String> packages = new TreeSet<>(List.of("credential-providers"));
        for (String client : names()) {
            packages.add(CLIENT + client);
            packages.addAll(COMPANIONS.getOrDefault(client, List.of()));
        }
        return packages;
    }

    private List<String> names() {
        return switch (clients) {
            case NodejsClients.Common _ -> listed("nodejs-clients-common");
            case NodejsClients.All _ -> listed("nodejs-clients");
            case NodejsClients.Named(SortedSet<String> names) -> List.copyOf(names);
        };
    }

    static List<String> listed(String resource) {
        try (InputStream list = NodejsRecipe.class.getResourceAsStream(resource)) {
            if (list == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line with the reason: npm prints error codes before it and advice after it. */
    private static String reason(ToolRun.Result failed) {
        return failed.lines().stream()
                .flatMap(line ->
                        ERROR_MARKS.stream().filter(line::startsWith).map(mark -> line.substring(mark.length())))
                .map(String::strip)
                .filter(line -> LESS_THAN_A_REASON.stream().noneMatch(line::startsWith))
                .findFirst()
                .orElseGet(() -> failed.reason("npm"));
    }

    /** The newest version of the clients, whose versions differ a little. */
    private static String version(Path scope) throws IOException, SdkException {
        List<String> versions = new ArrayList<>();
        if (Files.isDirectory(scope)) {
            try (Stream<Path> installed = Files.list(scope)) {
                for (Path client : installed.toList()) {
                    if (client.getFileName().toString().startsWith(CLIENT)) {
                        byte[] description = Files.readAllBytes(client.resolve("package.json"));
                        Json.parseObject(description).string("version").ifPresent(versions::add);
                    }
                }
            }
        }
        String newest = versions.stream()
                .max(Comparator.comparingLong(NodejsRecipe::number))
                .orElseThrow(() -> new SdkException("npm installed no client"));
        return SCOPE + "* " + newest + " (" + versions.size() + (versions.size() == 1 ? " client)" : " clients)");
    }

    /** A number that orders versions. Each part of a version has at most six digits. */
    private static long number(String version) {
        long number = 0;
        for (String part : version.split("-", 2)[0].split("\\.", 3)) {
            number = number * 1_000_000 + (part.matches("[0-9]{1,6}") ? Integer.parseInt(part) : 0);
        }
        return number;
    }

    /** Type declarations and source maps are two thirds of all files, and Node.js never reads them. */
    @Override
    public boolean isUnneeded(Path path) {
        String name = path.getFileName().toString();
        boolean npmsOwn = name.equals(".bin") || name.equals(".package-lock.json");
        boolean declaration = name.endsWith(".d.ts") || name.endsWith(".d.mts") || name.endsWith(".d.cts");
        return npmsOwn || declaration || name.equals("dist-types") || name.endsWith(".map");
    }
}
