package dev.hearth.auth;

import static dev.hearth.auth.Signature.invalid;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;

/**
 * The body of a streaming signature: chunks with a size each, perhaps a signature each, and perhaps trailers.
 *
 * <pre>
 * body    = *(size [";chunk-signature=" code] CRLF bytes CRLF) last
 * last    = "0" [";chunk-signature=" code] CRLF *(name ":" value CRLF) CRLF
 * </pre>
 *
 * <p>Each signature covers its chunk and the signature before it, beginning with that of the request, so that chunks
 * can be neither changed, nor reordered, nor left out. Source: "Signature calculations for the authorization header:
 * transferring payload in multiple chunks" in the Amazon S3 API reference.
 */
final class ChunkedBody {
    private static final String MISMATCH =
            "The chunk signature we calculated does not match the signature you provided.";
    private static final String CHUNK_SIGNATURE = ";chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final Hashes hashes;
    private final Mac key;
    private final Signature signature;
    private final boolean signed;
    private final boolean trailers;
    private String previous;
    private int position;

    private ChunkedBody(Hashes hashes, Mac key, Signature signature, boolean signed, boolean trailers) {
        this.hashes = hashes;
        this.key = key;
        this.signature = signature;
        this.signed = signed;
        this.trailers = trailers;
        this.previous = signature.value();
    }

    /** A decoder of one body, for the form that {@code x-amz-content-sha256} names. */
    static ChunkedBody of(String form, Hashes hashes, Mac key, Signature signature) {
        return switch (form) {
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new ChunkedBody(hashes, key, signature, true, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new ChunkedBody(hashes, key, signature, true, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new ChunkedBody(hashes, key, signature, false, true);
            default -> throw invalid("The value of x-amz-content-sha256 header is invalid: " + form);
        };
    }

    /** The content, verified; the request is asked for the headers that announce length and trailers. */
    byte[] decode(byte[] body, SignedRequest request) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
        while (true) {
            String line = line(body);
            int semicolon = line.indexOf(';');
            int size = size(semicolon < 0 ? line : line.substring(0, semicolon));
            if (size > body.length - position) {
                throw malformed();
            }
            if (signed) {
                int at = line.indexOf(CHUNK_SIGNATURE);
                String given = at < 0 ? "" : line.substring(at + CHUNK_SIGNATURE.length());
                verifyChunk(given, body, size);
            }
            content.write(body, position, size);
            position += size;
            if (size == 0) {
                break;
            }
            expectLineEnd(body);
        }
        byte[] decoded = content.toByteArray();
        readTrailers(body, decoded, request);
        List<String> length = request.headers("x-amz-decoded-content-length");
        if (!length.isEmpty() && !length.getFirst().strip().equals(Integer.toString(decoded.length))) {
            throw invalid("The provided 'x-amz-decoded-content-length' header does not match what was computed.");
        }
        return decoded;
    }

    private void verifyChunk(String given, byte[] body, int size) {
        MessageDigest digest = hashes.newSha256();
        digest.update(body, position, size);
        String toSign =
                "AWS4-HMAC-SHA256-PAYLOAD\n" + scope() + Hashes.EMPTY_SHA256 + "\n" + Hashes.hex(digest.digest());
        verify(toSign, given);
    }

    private void verify(String toSign, String given) {
        String expected = Hashes.hex(Hashes.sign(key, toSign));
        if (!Hashes.same(expected, given)) {
            throw invalid(MISMATCH);
        }
        previous = expected;
    }

    private String scope() {
        return signature.timestamp().text() + "\n" + signature.scope() + "\n" + previous + "\n";
    }

    private void readTrailers(byte[] body, byte[] content, SignedRequest request) {
        List<Trailer> found = new ArrayList<>();
        String trailerSignature = "";
        while (true) {
            // the empty line at the very end may be missing
            String line = position == body.length ? "" : line(body);
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !trailers || found.size() >= Limits.TRAILERS) {
                throw malformed();
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                trailerSignature = value;
            } else {
                found.add(new Trailer(name, value));
            }
        }
        if (position != body.length) {
            throw malformed();
        }
        for (String announced : request.headers("x-amz-trailer")) {
            String name = announced.strip().toLowerCase(Locale.ROOT);
            if (found.stream().noneMatch(trailer -> trailer.name.equals(name))) {
                throw malformed();
            }
        }
        if (signed && trailers) {
            StringBuilder canonical = new StringBuilder();
            found.forEach(trailer -> canonical
                    .append(trailer.name)
                    .append(':')
                    .append(trailer.value)
                    .append('\n'));
            verify("AWS4-HMAC-SHA256-TRAILER\n" + scope() + hashes.sha256(canonical.toString()), trailerSignature);
        }
        found.forEach(trailer -> Checksum.verify(trailer.name, trailer.value, content));
    }

    private String line(byte[] body) {
        int limit = Math.min(body.length - 1, position + Limits.CHUNK_LINE_BYTES);
        for (int i = position; i < limit; i++) {
            if (body[i] == '\r' && body[i + 1] == '\n') {
                String line = new String(body, position, i - position, StandardCharsets.ISO_8859_1);
                position = i + 2;
                return line;
            }
        }
        throw malformed();
    }

    private void expectLineEnd(byte[] body) {
        if (position + 2 > body.length || body[position] != '\r' || body[position + 1] != '\n') {
            throw malformed();
        }
        position += 2;
    }

    private static int size(String hexadecimal) {
        try {
            int size = Integer.parseInt(hexadecimal, 16);
            if (size >= 0 && hexadecimal.charAt(0) != '+') {
                return size;
            }
        } catch (NumberFormatException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static RuntimeException malformed() {
        return invalid("The request body terminated unexpectedly");
    }

    private record Trailer(String name, String value) {}
}
