package dev.hearth.base.auth;

import dev.hearth.base.auth.RefusedBodyException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** A body without chunks: with a signed digest, or unsigned. */
final class PlainBody extends SignedBody {
    private final InputStream source;
    private final Optional<MessageDigest> digest;
    private final String expected;
    private boolean ended;

    private PlainBody(InputStream source, Optional<MessageDigest> digest, String expected) {
        this.source = source;
        this.digest = digest;
        this.expected = expected;
    }

    static PlainBody unsigned(InputStream source) {
        return new PlainBody(source, Optional.empty(), "");
    }

    /** A body whose SHA-256 in hexadecimal is known. */
    static PlainBody signed(InputStream source, MessageDigest digest, String expected) {
        return new PlainBody(source, Optional.of(digest), expected);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = source.read(target, offset, length);
        if (count >= 0) {
            digest.ifPresent(running -> running.update(target, offset, count));
            return count;
        }
        ended = true;
        if (digest.isPresent() && !Hashes.same(expected, Hashes.hex(digest.get().digest()))) {
            throw new RefusedBodyException(
                    Reason.DIGEST, "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        return -1;
    }
}
