package dev.hearth.base.rpc;

import dev.hearth.time.Ids;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The authority of a cluster: it signs the certificates by which the processes authenticate each other. Keys are of the
 * curve P-256. A certificate is written here, by RFC 5280, because Java has no public interface for that.
 *
 * @param certificate its own, in PEM form
 * @param key the private key to it, in PEM form
 */
public record CertificateAuthority(String certificate, String key) {
    private static final String NAME = "Hearth cluster";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /** How long before their creation certificates are valid, because clocks differ. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

    private static final int SERIAL_BYTES = 16;
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final int DNS_NAME = 2;

    /** The key usage of a process: signatures in the protocol (the first bit). */
    private static final byte[] SIGNS = Der.bits(7, new byte[] {(byte) 0x80});

    /** The key usage of the authority: signatures of certificates (the sixth bit). */
    private static final byte[] SIGNS_CERTIFICATES = Der.bits(2, new byte[] {0x04});

    /** Creates an authority that is valid for ten years. */
    public static CertificateAuthority create(Instant now, Ids ids) {
        KeyPair pair = pair();
        List<byte[]> extensions = List.of(
                extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.trueValue())),
                extension(KEY_USAGE, true, SIGNS_CERTIFICATES));
        byte[] certificate = certificate(
                new Subject(NAME, pair.getPublic(), now, now.plus(AUTHORITY_LIFE)), extensions, pair.getPrivate(), ids);
        return new CertificateAuthority(
                pem("CERTIFICATE", certificate),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /**
     * The credentials of a process.
     *
     * @param names see {@link Peer}
     */
    public Credentials issue(List<String> names, Instant now, Duration life, Ids ids) {
        KeyPair pair = pair();
        List<byte[]> alternatives = new ArrayList<>();
        names.forEach(name -> alternatives.add(Der.tagged(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII))));
        List<byte[]> extensions = List.of(
                extension(KEY_USAGE, true, SIGNS),
                extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.identifier(SERVER), Der.identifier(CLIENT))),
                extension(ALTERNATIVE_NAMES, false, Der.sequence(alternatives.toArray(byte[][]::new))));
        byte[] issued = certificate(
                new Subject(names.getFirst(), pair.getPublic(), now, now.plus(life)), extensions, privateKey(), ids);
        return new Credentials(
                certificate,
                pem("CERTIFICATE", issued),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /** The subject of a certificate. */
    private record Subject(String name, PublicKey key, Instant now, Instant until) {}

    private static byte[] certificate(Subject subject, List<byte[]> extensions, PrivateKey signer, Ids ids) {
        byte[] serial = ids.bytes(SERIAL_BYTES);
        serial[0] = (byte) ((serial[0] & 0x3f) | 0x40); // positive, and without leading zeros
        byte[] algorithm = Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
        byte[] content = Der.sequence(
                Der.wrapped(0, Der.integer(new byte[] {2})), // version 3
                Der.integer(serial),
                algorithm,
                name(NAME),
                Der.sequence(Der.time(subject.now().minus(CLOCK_DIFFERENCE)), Der.time(subject.until())),
                name(subject.name()),
                subject.key().getEncoded(),
                Der.wrapped(3, Der.sequence(extensions.toArray(byte[][]::new))));
        return Der.sequence(content, algorithm, Der.bits(0, sign(content, signer)));
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text(common))));
    }

    private static byte[] extension(String identifier, boolean critical, byte[] value) {
        byte[] name = Der.identifier(identifier);
        return critical
                ? Der.sequence(name, Der.trueValue(), Der.octets(value))
                : Der.sequence(name, Der.octets(value));
    }

    private static byte[] sign(byte[] content, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has ECDSA", e);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    private PrivateKey privateKey() {
        try {
            String body = key.lines().filter(line -> !line.startsWith("-")).reduce("", String::concat);
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the authority's key can't be read", e);
        }
    }

    private static String pem(String type, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    @Override
    public String toString() {
        return "CertificateAuthority[]"; // the key is a secret
    }
}
