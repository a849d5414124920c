package dev.hearth.cli;

import dev.hearth.base.rpc.CertificateAuthority;
import dev.hearth.base.rpc.Credentials;
import dev.hearth.base.rpc.Peer;
import dev.hearth.dataplane.wire.Roles;
import dev.hearth.time.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Worker joins a server with: a file with its name, its certificate, the key to it, and the certificate of the
 * authority that signed it. Who has the file is this Worker.
 *
 * @param worker the Worker's name
 */
public record Invitation(String worker, Credentials credentials) {
    /** A Worker with an older certificate can't connect any more. */
    static final Duration LIFE = Duration.ofDays(365);

    /** A label of a DNS name, since certificates have it. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern FILE = Pattern.compile(
            "worker (?<name>\\S+)\\s+(?<certificate>-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)\\s+"
                    + "(?<key>-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----)\\s+"
                    + "(?<authority>-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)\\s*");

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A new one for a Worker. */
    static Invitation of(String worker, CertificateAuthority authority, Instant now, Ids ids) {
        List<String> names = List.of(Peer.name(Roles.WORKER), Peer.name(Roles.WORKER, worker));
        return new Invitation(worker, authority.issue(names, now, LIFE, ids));
    }

    String text() {
        return "worker " + worker + "\n" + credentials.certificate().strip() + "\n"
                + credentials.key().strip() + "\n" + credentials.authority().strip() + "\n";
    }

    /** Reads a file's text; empty if it is no invitation. */
    static Optional<Invitation> parse(String text) {
        Matcher file = FILE.matcher(text);
        if (!file.matches() || !isName(file.group("name"))) {
            return Optional.empty();
        }
        return Optional.of(new Invitation(
                file.group("name"),
                new Credentials(file.group("authority"), file.group("certificate"), file.group("key"))));
    }
}
