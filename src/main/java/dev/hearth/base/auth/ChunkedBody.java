package dev.hearth.base.auth;

import dev.hearth.base.auth.RefusedBodyException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;

/**
 * The body of a request with a streaming signature: chunks with a size and perhaps a signature, perhaps trailers.
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
final class ChunkedBody extends SignedBody {
    private static final String CHUNK_SIGNATURE = ";chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final InputStream source;
    private final SignedHead request;
    private final Hashes hashes;
    private final Mac key;
    private final Signature signature;
    private final boolean signed;
    private final boolean trailing;
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private final byte[] buffer = new byte[Limits.CHUNK_BUFFER_BYTES];
    private int position;
    private int filled;
    private String previous;
    private final MessageDigest digest;
    private String chunkSignature = "";
    private long leftInChunk;
    private long decoded;
    private boolean ended;

    private ChunkedBody(
            InputStream source,
            SignedHead request,
            Hashes hashes,
            Mac key,
            Signature signature,
            boolean signed,
            boolean trailing) {
        this.source = source;
        this.request = request;
        this.hashes = hashes;
        this.key = key;
        this.signature = signature;
        this.signed = signed;
        this.trailing = trailing;
        this.previous = signature.value();
        this.digest = hashes.newSha256();
    }

    /**
     * The content of a body in the form that {@code x-amz-content-sha256} names.
     *
     * @param request whose headers announce the length and the trailers
     */
    static ChunkedBody of(
            String form, InputStream source, SignedHead request, Hashes hashes, Mac key, Signature signature)
            throws RefusedBodyException {
        return switch (form) {
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" ->
                new ChunkedBody(source, request, hashes, key, signature, true, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                new ChunkedBody(source, request, hashes, key, signature, true, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" ->
                new ChunkedBody(source, request, hashes, key, signature, false, true);
            default ->
                throw new RefusedBodyException(
                        Reason.UNKNOWN_FORM, "The value of x-amz-content-sha256 header is invalid: " + form);
        };
    }

    @Override
    public Map<String, String> trailers() {
        return Map.copyOf(trailers);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (leftInChunk == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = take(target, offset, (int) Math.min(length, leftInChunk));
        if (signed) {
            digest.update(target, offset, count);
        }
        leftInChunk -= count;
        decoded += count;
        if (leftInChunk == 0) {
            verifyChunk();
            expectLineEnd();
        }
        return count;
    }

    private void beginChunk() throws IOException {
        String line = line();
        int semicolon = line.indexOf(';');
        leftInChunk = size(semicolon < 0 ? line : line.substring(0, semicolon));
        int at = line.indexOf(CHUNK_SIGNATURE);
        chunkSignature = at < 0 ? "" : line.substring(at + CHUNK_SIGNATURE.length());
        if (leftInChunk == 0) {
            verifyChunk();
            end();
        }
    }

    private void verifyChunk() throws RefusedBodyException {
        if (signed) {
            // digest() also resets the digest for the next chunk
            String toSign =
                    "AWS4-HMAC-SHA256-PAYLOAD\n" + scope() + Hashes.EMPTY_SHA256 + "\n" + Hashes.hex(digest.digest());
            verify(toSign, chunkSignature);
        }
    }

    private void verify(String toSign, String given) throws RefusedBodyException {
        String expected = Hashes.hex(Hashes.sign(key, toSign));
        if (!Hashes.same(expected, given)) {
            throw new RefusedBodyException(
                    Reason.SIGNATURE, "The chunk signature we calculated does not match the signature you provided.");
        }
        previous = expected;
    }

    private String scope() {
        return signature.timestamp().text() + "\n" + signature.scope() + "\n" + previous + "\n";
    }

    private void end() throws IOException {
        ended = true;
        readTrailers();
        List<String> length = request.headers("x-amz-decoded-content-length");
        if (!length.isEmpty() && !length.getFirst().strip().equals(Long.toString(decoded))) {
            throw new RefusedBodyException(
                    Reason.LENGTH,
                    "The provided 'x-amz-decoded-content-length' header does not match what was computed.");
        }
    }

    private void readTrailers() throws IOException {
        String trailerSignature = "";
        while (true) {
            // the last empty line may be missing
            String line = fill() ? line() : "";
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !trailing || trailers.size() >= Limits.TRAILERS) {
                throw malformed();
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                trailerSignature = value;
            } else if (trailers.putIfAbsent(name, value) != null) {
                throw malformed();
            }
        }
        if (fill()) {
            throw malformed();
        }
        for (String announced : request.headers("x-amz-trailer")) {
            if (!trailers.containsKey(announced.strip().toLowerCase(Locale.ROOT))) {
                throw malformed();
            }
        }
        if (signed && trailing) {
            String canonical = trailers.entrySet().stream()
                    .map(trailer -> trailer.getKey() + ":" + trailer.getValue() + "\n")
                    .collect(Collectors.joining());
            verify("AWS4-HMAC-SHA256-TRAILER\n" + scope() + hashes.sha256(canonical), trailerSignature);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(100);
        while (fill()) {
            char character = (char) (buffer[position++] & 0xff);
            if (character == '\r') {
                if (fill() && buffer[position] == '\n') {
                    position++;
                    return line.toString();
                }
                break;
            }
            if (character == '\n' || line.length() >= Limits.CHUNK_LINE_BYTES) {
                break;
            }
            line.append(character);
        }
        throw malformed();
    }

    private void expectLineEnd() throws IOException {
        if (!line().isEmpty()) {
            throw malformed();
        }
    }

    /** Reads some bytes of the body. Unbuffered bytes are read straight into the target. */
    private int take(byte[] target, int offset, int length) throws IOException {
        if (position == filled && length >= buffer.length) {
            int count = source.read(target, offset, length);
            if (count < 0) {
                throw malformed();
            }
            return count;
        }
        if (!fill()) {
            throw malformed();
        }
        int count = Math.min(length, filled - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** Fills the buffer if it is empty. False at the end of the body. */
    private boolean fill() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, source.read(buffer, 0, buffer.length));
        }
        return position < filled;
    }

    private static long size(String hexadecimal) throws RefusedBodyException {
        long size = 0;
        for (int i = 0; i < hexadecimal.length(); i++) {
            int digit = Character.digit(hexadecimal.charAt(i), 16);
            if (digit < 0 || i >= Limits.CHUNK_SIZE_DIGITS) {
                throw malformed();
            }
            size = size * 16 + digit;
        }
        if (hexadecimal.isEmpty()) {
            throw malformed();
        }
        return size;
    }

    private static RefusedBodyException malformed() {
        return new RefusedBodyException(Reason.INCOMPLETE, "The request body terminated unexpectedly");
    }
}
