package dev.hearth.base.auth;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The content of a signed request, verified while it is read. Nothing read may be believed before the end was reached:
 * that throws a {@link RefusedBodyException} if the whole is not what was signed.
 */
public abstract class SignedBody extends InputStream {
    SignedBody() {}

    /** Names in lower case, and values, of what followed the content: known when the end was reached. */
    public Map<String, String> trailers() {
        return Map.of();
    }

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
