package dev.hearth.base.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The address of a PostgreSQL database, as {@code postgresql://user:password@host:port/database?option=value}. There
 * may be several hosts with their ports, separated by commas.
 *
 * @param hosts hosts with their ports, separated by commas
 * @param user empty: the driver's default, the operating system's user
 * @param password empty: none, or the one in {@code ~/.pgpass}
 * @param options the driver's options, as in the query of a URL
 */
public record PostgresAddress(
        String hosts, String database, Optional<String> user, Optional<String> password, String options) {
    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

    /** Whether a text begins as such an address does. */
    public static boolean isOne(String text) {
        return SCHEMES.stream().anyMatch(scheme -> text.startsWith(scheme + "://"));
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static PostgresAddress of(String text) {
        try {
            URI uri = new URI(text);
            String authority = uri.getRawAuthority();
            String path = uri.getRawPath();
            if (!isOne(text) || authority == null || path == null || path.length() < 2) {
                throw new IllegalArgumentException("not the address of a database");
            }
            int at = authority.lastIndexOf('@');
            String who = at < 0 ? "" : authority.substring(0, at);
            int colon = who.indexOf(':');
            return new PostgresAddress(
                    authority.substring(at + 1),
                    decoded(path.substring(1)),
                    Optional.of(decoded(colon < 0 ? who : who.substring(0, colon)))
                            .filter(name -> !name.isEmpty()),
                    colon < 0 ? Optional.empty() : Optional.of(decoded(who.substring(colon + 1))),
                    uri.getRawQuery() == null ? "" : uri.getRawQuery());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not the address of a database", e);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + hosts + "/" + database + (options.isEmpty() ? "" : "?" + options);
    }

    /** The driver's properties: who connects, and the limits of a connection. */
    Properties properties() {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(secret -> properties.setProperty("password", secret));
        properties.setProperty("ApplicationName", "hearth");
        properties.setProperty("targetServerType", "primary"); // a replica may lack what was just written
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", seconds(Limits.CONNECT));
        properties.setProperty("loginTimeout", seconds(Limits.CONNECT));
        properties.setProperty("socketTimeout", seconds(Limits.ANSWER));
        properties.setProperty(
                "options",
                "-c statement_timeout=" + Limits.STATEMENT.toMillis() + " -c lock_timeout=" + Limits.LOCK.toMillis()
                        + " -c idle_in_transaction_session_timeout=" + Limits.STATEMENT.toMillis());
        return properties;
    }

    private static String seconds(java.time.Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    /** Without the password, and without options, which may have one. */
    @Override
    public String toString() {
        return "postgresql://" + user.map(name -> name + "@").orElse("") + hosts + "/" + database;
    }
}
