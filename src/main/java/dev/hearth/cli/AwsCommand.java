package dev.hearth.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code aws} command on the path: versions before 1.29 and 2.13 ignore {@code AWS_ENDPOINT_URL}. */
final class AwsCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern VERSION = Pattern.compile("aws-cli/(\\d{1,4})\\.(\\d{1,6})\\.\\S*");
    private static final int FIRST_OF_1 = 29;
    private static final int FIRST_OF_2 = 13;

    private AwsCommand() {}

    /** A warning about the {@code aws} command; empty if there is none, or it is recent enough. */
    static Optional<String> warning(String searchPath) {
        return find(searchPath).flatMap(AwsCommand::version).flatMap(AwsCommand::warningOf);
    }

    /** @param version what {@code aws --version} prints */
    static Optional<String> warningOf(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        boolean old = major < 1 || (major == 1 && minor < FIRST_OF_1) || (major == 2 && minor < FIRST_OF_2);
        return old
                ? Optional.of("the aws command on the PATH is " + matcher.group()
                        + ", which ignores AWS_ENDPOINT_URL and would call AWS itself: install 1.29, 2.13 or later, or"
                        + " give it --endpoint-url \"$AWS_ENDPOINT_URL\" each time.")
                : Optional.empty();
    }

    private static Optional<Path> find(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve("aws"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<String> version(Path command) {
        ProcessBuilder builder = new ProcessBuilder(command.toString(), "--version").redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return Optional.of(new String(process.getInputStream().readNBytes(1024), StandardCharsets.UTF_8));
        } catch (IOException unusable) {
            return Optional.empty();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
