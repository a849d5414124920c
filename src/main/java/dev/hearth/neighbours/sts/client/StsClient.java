package dev.hearth.neighbours.sts.client;

import dev.hearth.base.auth.RequestSigner;
import dev.hearth.neighbours.iam.SessionCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Calls {@code AssumeRole} of a Security Token Service (its query protocol, version 2011-06-15). */
public final class StsClient {
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final int SHORTEST_NAME = 2;

    private final URI endpoint;
    private final RequestSigner signer;

    /** @param endpoint such as {@code https://sts.eu-central-1.amazonaws.com} */
    public StsClient(URI endpoint, RequestSigner signer) {
        this.endpoint = endpoint.getRawPath().isEmpty() ? endpoint.resolve("/") : endpoint;
        this.signer = signer;
    }

    /** The service answered with an error. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean decision;

        RefusedException(int status, String message) {
            super(message);
            this.decision = status >= 400 && status < 500;
        }

        /** Whether the service has refused the session, so that a retry is of no use. */
        boolean isDecision() {
            return decision;
        }
    }

    /**
     * Begins a session of a role.
     *
     * @param name the session's name, for the service's records
     * @throws RefusedException if the service answers with an error
     * @throws IOException if it does not answer
     */
    SessionCredentials assume(String role, String name, Duration life) throws IOException, RefusedException {
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "Action",
                "AssumeRole",
                "Version",
                "2011-06-15",
                "RoleArn",
                role,
                "RoleSessionName",
                name.length() < SHORTEST_NAME ? name + "-" : name,
                "DurationSeconds",
                Long.toString(life.toSeconds())));
        byte[] body = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) Limits.CONNECT.toMillis());
            connection.setReadTimeout((int) Limits.ANSWER.toMillis());
            connection.setUseCaches(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", FORM);
            signer.sign("POST", endpoint, host(), body).forEach(connection::setRequestProperty);
            connection.getOutputStream().write(body);
            return credentials(connection.getResponseCode(), text(connection));
        } finally {
            connection.disconnect();
        }
    }

    private static String text(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            return body == null ? "" : new String(body.readNBytes(Limits.ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static SessionCredentials credentials(int status, String answer) throws RefusedException {
        if (status != HttpURLConnection.HTTP_OK) {
            throw new RefusedException(
                    status,
                    "HTTP " + status + " " + element("Code", answer).orElse("") + ": "
                            + element("Message", answer).orElse("no message"));
        }
        try {
            return new SessionCredentials(
                    element("AccessKeyId", answer).orElseThrow(() -> unreadable("no AccessKeyId")),
                    element("SecretAccessKey", answer).orElseThrow(() -> unreadable("no SecretAccessKey")),
                    element("SessionToken", answer).orElseThrow(() -> unreadable("no SessionToken")),
                    Instant.parse(element("Expiration", answer).orElseThrow(() -> unreadable("no Expiration"))));
        } catch (DateTimeException e) {
            throw unreadable("an Expiration that is no time");
        }
    }

    private static RefusedException unreadable(String what) {
        return new RefusedException(HttpURLConnection.HTTP_OK, "an answer with " + what);
    }

    private static Optional<String> element(String name, String xml) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]{1,20000})</" + name + ">").matcher(xml);
        return matcher.find()
                ? Optional.of(matcher.group(1)
                        .strip()
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&apos;", "'")
                        .replace("&amp;", "&"))
                : Optional.empty();
    }

    /** The Host header as the connection writes it: with the port, unless it is the scheme's default. */
    private String host() {
        int usual = endpoint.getScheme().equals("https") ? 443 : 80;
        return endpoint.getPort() < 0 || endpoint.getPort() == usual
                ? endpoint.getHost()
                : endpoint.getHost() + ":" + endpoint.getPort();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
