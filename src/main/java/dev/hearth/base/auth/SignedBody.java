package dev.hearth.base.auth;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The content of a signed request, verified while it is read. The content may be used only when its end was reached:
 * reading the end throws a {@link RefusedBodyException} if the content is not what was signed.
 */
public abstract class SignedBody extends InputStream {
    SignedBody() {}

    /** The trailers: names in lower case, with their values. They are known when the end was reached. */
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
