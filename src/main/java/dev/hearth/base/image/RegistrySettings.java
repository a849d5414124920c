package dev.hearth.base.image;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The registries from which images may come.
 *
 * @param credentials names and passwords by registry
 * @param plain registries that are reached without encryption; loopback addresses always may be
 * @param mirrors replacements of registries: {@code http:} or {@code https:} addresses, or {@code file:} addresses of
 *     folders that hold a layout for each repository
 * @param folder the layouts that serve as the registry {@code localhost}
 */
public record RegistrySettings(
        RegistryCredentials credentials, Set<String> plain, Map<String, URI> mirrors, Optional<Path> folder) {
    public static final RegistrySettings DEFAULT =
            new RegistrySettings(RegistryCredentials.NONE, Set.of(), Map.of(), Optional.empty());

    static final String DOCKER = "docker.io";
    static final String DOCKER_HUB = "registry-1.docker.io";
    private static final String LOCAL = "localhost";

    public RegistrySettings {
        plain = Set.copyOf(plain);
        mirrors = Map.copyOf(mirrors);
    }

    /** The location of a registry's images. */
    sealed interface Place {
        /** A server. */
        record Remote(URI address, boolean plain) implements Place {}

        /** A local folder. */
        record Folder(Path path) implements Place {}
    }

    Place place(String host) {
        URI mirror = mirrors.get(host);
        if (mirror != null) {
            // a mirror is the operator's choice, also without encryption
            return "file".equals(mirror.getScheme())
                    ? new Place.Folder(Path.of(mirror))
                    : new Place.Remote(mirror, "http".equals(mirror.getScheme()));
        }
        if (host.equals(LOCAL) && folder.isPresent()) {
            return new Place.Folder(folder.get());
        }
        boolean unencrypted = allowsPlain(host);
        String reached = host.equals(DOCKER) ? DOCKER_HUB : host;
        return new Place.Remote(URI.create((unencrypted ? "http://" : "https://") + reached), unencrypted);
    }

    /** Whether a host is reached without encryption. */
    private boolean allowsPlain(String host) {
        return plain.contains(host) || isLoopback(host.replaceFirst(":[0-9]+$", ""));
    }

    private static boolean isLoopback(String name) {
        if (name.equals(LOCAL) || name.endsWith("." + LOCAL)) {
            return true;
        }
        // literal addresses only: no name is resolved
        return name.equals("[::1]")
                || (name.matches("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}")
                        && InetAddress.ofLiteral(name).isLoopbackAddress());
    }
}
