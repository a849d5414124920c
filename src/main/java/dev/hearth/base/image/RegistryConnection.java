package dev.hearth.base.image;

import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Requests to one registry, with authentication and redirects.
 *
 * <p>Credentials are sent only to the registry's own host and port, and to the token service that it names. A redirect
 * from an encrypted registry to an unencrypted address is refused.
 */
final class RegistryConnection {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final HttpClient client;
    private final URI registry;
    private final boolean plain;
    private final Optional<RegistryCredentials.Login> login;
    private final String scope;
    private final Pause pause;
    private volatile String authorization = "";

    /** @param scope the scope of tokens */
    RegistryConnection(
            HttpClient client,
            RegistrySettings.Place.Remote registry,
            Optional<RegistryCredentials.Login> login,
            String scope,
            Pause pause) {
        this.client = client;
        this.registry = registry.address();
        this.plain = registry.plain();
        this.login = login;
        this.scope = scope;
        this.pause = pause;
    }

    /**
     * Gets a path of the registry; the stream must be closed.
     *
     * @throws ImageException if it does not exist, access is denied, or the registry does not work
     */
    HttpResponse<InputStream> get(String path, Map<String, String> headers) throws IOException {
        IOException last = null;
        for (int tried = 0; tried < Limits.TRIES; tried++) {
            if (tried > 0) {
                pause.before(tried);
            }
            try {
                HttpResponse<InputStream> answer = authorized(URI.create(registry + path), headers);
                int status = answer.statusCode();
                if (status == OK || status == PARTIAL) {
                    return answer;
                }
                answer.body().close();
                last = failure(status);
                if (status != TOO_MANY && status < SERVER_ERROR) {
                    throw last;
                }
            } catch (ImageException e) {
                throw e;
            } catch (IOException e) {
                last = new ImageException(
                        Reason.UNAVAILABLE, "The registry " + registry.getAuthority() + " can't be reached", e);
            }
        }
        throw last == null ? failure(SERVER_ERROR) : last;
    }

    private HttpResponse<InputStream> authorized(URI address, Map<String, String> headers) throws IOException {
        HttpResponse<InputStream> answer = followed(address, headers);
        if (answer.statusCode() != UNAUTHORIZED) {
            return answer;
        }
        answer.body().close();
        authorize(answer);
        return followed(address, headers);
    }

    private HttpResponse<InputStream> followed(URI address, Map<String, String> headers) throws IOException {
        URI place = address;
        for (int redirects = 0; redirects <= Limits.REDIRECTS; redirects++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(place).timeout(Limits.ANSWER).GET();
            headers.forEach(request::setHeader);
            if (!authorization.isEmpty() && sameServer(place, registry)) {
                request.setHeader("Authorization", authorization);
            }
            HttpResponse<InputStream> answer = send(request.build());
            Optional<String> target = answer.headers().firstValue("Location");
            if (answer.statusCode() < 300 || answer.statusCode() >= 400 || target.isEmpty()) {
                return answer;
            }
            answer.body().close();
            place = allowed(place, target.get());
        }
        throw new ImageException(Reason.UNAVAILABLE, "The registry " + registry.getAuthority() + " redirects for ever");
    }

    /** Gets a token or sets the password, as the registry demands. */
    private void authorize(HttpResponse<InputStream> refusal) throws IOException {
        Challenge challenge = Challenge.choose(refusal.headers().allValues("WWW-Authenticate"))
                .orElseThrow(RegistryConnection::denied);
        if (challenge.scheme().equals("basic")) {
            String basic = login.map(RegistryCredentials.Login::basic).orElseThrow(RegistryConnection::denied);
            if (basic.equals(authorization)) {
                throw denied();
            }
            authorization = basic;
            return;
        }
        authorization = "Bearer " + token(challenge);
    }

    private String token(Challenge challenge) throws IOException {
        StringBuilder query = new StringBuilder();
        String service = challenge.parameters().get("service");
        if (service != null) {
            query.append("service=").append(encoded(service)).append('&');
        }
        query.append("scope=").append(encoded(challenge.parameters().getOrDefault("scope", scope)));
        String realm = challenge.parameters().getOrDefault("realm", "");
        URI place = allowed(registry, realm + (realm.contains("?") ? "&" : "?") + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(place).timeout(Limits.ANSWER).GET();
        login.ifPresent(known -> request.setHeader("Authorization", known.basic()));
        HttpResponse<InputStream> answer = send(request.build());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
                throw denied();
            }
            if (answer.statusCode() != OK) {
                throw failure(answer.statusCode());
            }
            JsonObject document =
                    Manifest.object(body.readNBytes(Limits.ANSWER_BYTES), "The answer of the registry's token service");
            String token = document.string("token")
                    .or(() -> document.string("access_token"))
                    .orElse("");
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw denied();
            }
            return token;
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(Reason.UNAVAILABLE, "Interrupted while a registry was asked", e);
        }
    }

    /** The address of a redirect, if it is allowed. */
    private URI allowed(URI from, String text) throws ImageException {
        try {
            URI target = from.resolve(text);
            boolean encrypted = "https".equalsIgnoreCase(target.getScheme());
            if (target.getHost() != null && (encrypted || (plain && "http".equalsIgnoreCase(target.getScheme())))) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            throw new ImageException(Reason.UNAVAILABLE, "The registry redirects to an address that is none", e);
        }
        throw new ImageException(Reason.UNAVAILABLE, "The registry redirects to a place that is not encrypted");
    }

    private static boolean sameServer(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && String.valueOf(one.getAuthority()).equalsIgnoreCase(String.valueOf(other.getAuthority()));
    }

    private ImageException failure(int status) {
        return switch (status) {
            case NOT_FOUND -> new ImageException(Reason.NOT_FOUND, "The registry has no such image");
            case UNAUTHORIZED, FORBIDDEN -> denied();
            default ->
                new ImageException(
                        Reason.UNAVAILABLE,
                        "The registry " + registry.getAuthority() + " answered with status " + status);
        };
    }

    private static ImageException denied() {
        return new ImageException(Reason.ACCESS_DENIED, "The registry denied access to the image");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
