package dev.hearth.controlplane.code;

import dev.hearth.base.artifact.BadPackageException;
import dev.hearth.base.artifact.Limits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a package from a bucket, and refuses one that is over the size limit. */
final class Bounded extends FilterInputStream {
    private long left = Limits.UNPACKED.bytes();

    Bounded(InputStream object) {
        super(object);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        left -= Math.max(0, count);
        if (left < 0) {
            throw BadPackageException.tooLarge();
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
