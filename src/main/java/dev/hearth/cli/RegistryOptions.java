package dev.hearth.cli;

import dev.hearth.base.image.RegistryCredentials;
import dev.hearth.base.image.RegistrySettings;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for registries of container images. */
final class RegistryOptions {
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+\\])(:[0-9]{1,5})?");

    @Option(
            names = "--registry-auth",
            paramLabel = "FILE",
            description = "Names and passwords for image registries, in the form of Docker's config.json.")
    @Nullable
    String auth;

    @Option(
            names = "--registry-mirror",
            paramLabel = "HOST=URL",
            arity = "1..*",
            split = ",",
            description = "What to ask in place of an image registry: a URL, or a folder of OCI layouts.")
    @Nullable
    List<String> mirror;

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST",
            arity = "1..*",
            split = ",",
            description = "Image registries to speak to without encryption, besides those on this machine.")
    @Nullable
    List<String> insecure;

    @Option(
            names = "--image-folder",
            paramLabel = "DIR",
            description = "OCI layouts, a folder for each repository: images with addresses as localhost/NAME:TAG.")
    @Nullable
    String folder;

    RegistrySettings registries(Settings settings) {
        Set<String> plain = new HashSet<>();
        UpCommand.list(settings, Setting.INSECURE_REGISTRY, insecure).forEach(value -> plain.add(host(value)));
        Map<String, URI> mirrors = new HashMap<>();
        UpCommand.list(settings, Setting.REGISTRY_MIRROR, mirror).forEach(value -> putMirror(mirrors, value));
        return new RegistrySettings(
                UpCommand.value(settings, Setting.REGISTRY_AUTH, auth, RegistryOptions::credentials)
                        .orElse(RegistryCredentials.NONE),
                plain,
                mirrors,
                UpCommand.value(settings, Setting.IMAGE_FOLDER, folder, RegistryOptions::folder));
    }

    private static String host(Value value) {
        if (!HOST.matcher(value.text()).matches()) {
            throw UpCommand.wrong(value, "hosts as registry.internal or registry.internal:5000");
        }
        return value.text();
    }

    private static void putMirror(Map<String, URI> mirrors, Value value) {
        String expected = "HOST=URL, as docker.io=https://mirror.internal or docker.io=/srv/images";
        int equals = value.text().indexOf('=');
        if (equals < 0) {
            throw UpCommand.wrong(value, expected);
        }
        String host = host(new Value(value.text().substring(0, equals), value.source()));
        String target = value.text().substring(equals + 1);
        if (target.startsWith("/")) {
            mirrors.put(host, folder(new Value(target, value.source())).toUri());
            return;
        }
        try {
            URI address = URI.create(target.endsWith("/") ? target.substring(0, target.length() - 1) : target);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web && address.getHost() != null && address.getUserInfo() == null && address.getQuery() == null) {
                mirrors.put(host, address);
                return;
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw UpCommand.wrong(value, expected);
        }
        throw UpCommand.wrong(value, expected);
    }

    private static Path folder(Value value) {
        Path folder = Path.of(value.text()).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw UpCommand.wrong(value, "a folder that is there");
        }
        return folder;
    }

    private static RegistryCredentials credentials(Value value) {
        try {
            return RegistryCredentials.read(Path.of(value.text()));
        } catch (IOException unreadable) {
            throw new UsageException(
                    "The file " + value.text() + " that " + value.source() + " names can't be used: "
                            + unreadable.getMessage(),
                    unreadable);
        }
    }
}
