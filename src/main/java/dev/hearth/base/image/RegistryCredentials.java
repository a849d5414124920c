package dev.hearth.base.image;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names and passwords for registries, in the form of Docker's {@code config.json}: its {@code auths}, each with {@code
 * auth} (name and password in Base64) or {@code username} and {@code password}. Credential helpers ({@code
 * credHelpers}) are not run.
 */
public final class RegistryCredentials {
    public static final RegistryCredentials NONE = new RegistryCredentials(Map.of());

    private final Map<String, Login> logins;

    private RegistryCredentials(Map<String, Login> logins) {
        this.logins = Map.copyOf(logins);
    }

    /** The name and password for one registry. */
    record Login(String name, String password) {
        /** The value of an {@code Authorization} header. */
        String basic() {
            byte[] text = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(text);
        }

        @Override
        public String toString() {
            return "Login[" + name + "]";
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it can't be read or does not have that form; the message does not contain its content
     */
    public static RegistryCredentials read(Path file) throws IOException {
        JsonObject document;
        try {
            document = Json.parseObject(Files.readAllBytes(file));
        } catch (JsonException e) {
            throw new IOException("it is not a JSON object", e);
        }
        Map<String, Login> logins = new HashMap<>();
        JsonObject listed = document.object("auths").orElse(JsonObject.EMPTY);
        for (String host : listed.members().keySet()) {
            login(host, listed.object(host).orElse(JsonObject.EMPTY)).ifPresent(login -> logins.put(key(host), login));
        }
        return new RegistryCredentials(logins);
    }

    Optional<Login> find(String host) {
        return Optional.ofNullable(logins.get(key(host)));
    }

    private static Optional<Login> login(String host, JsonObject entry) throws IOException {
        Optional<String> name = entry.string("username");
        if (name.isPresent()) {
            return Optional.of(new Login(name.get(), entry.string("password").orElse("")));
        }
        Optional<String> both = entry.string("auth").filter(text -> !text.isEmpty());
        if (both.isEmpty()) {
            return Optional.empty(); // Docker writes this for a registry with a credential helper
        }
        try {
            String plain = new String(Base64.getMimeDecoder().decode(both.get()), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Login(plain.substring(0, colon), plain.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the auth of " + host + " is not Base64", e);
        }
        throw new IOException("the auth of " + host + " is not NAME:PASSWORD in Base64");
    }

    /** The registry of an entry: Docker writes a whole address for its own registry, and hosts for others. */
    private static String key(String address) {
        String host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.equals("index.docker.io") || host.equals(RegistrySettings.DOCKER_HUB)
                ? RegistrySettings.DOCKER
                : host;
    }
}
