package dev.hearth.base.image;

import com.github.luben.zstd.ZstdInputStream;
import dev.hearth.base.image.MediaTypes.Packing;
import dev.hearth.model.Sha256;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A layer's archive, unpacked while it is read. The stream checks that it has the digest in the image's configuration
 * and is within the limit.
 */
final class LayerStream extends FilterInputStream {
    private final MessageDigest digest = Sha256.begin();
    private final long most;
    private long count;

    private LayerStream(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /**
     * Takes ownership of the packed stream.
     *
     * @param most the greatest number of unpacked bytes
     */
    static LayerStream open(InputStream packed, Packing packing, long most) throws IOException {
        try {
            InputStream buffered = new BufferedInputStream(packed, Limits.BUFFER_BYTES);
            return new LayerStream(
                    switch (packing) {
                        case PLAIN -> buffered;
                        case GZIP -> new GZIPInputStream(buffered, Limits.BUFFER_BYTES);
                        case ZSTD -> new ZstdInputStream(buffered).setContinuous(false);
                    },
                    most);
        } catch (IOException e) {
            packed.close();
            throw unpackable(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got;
        try {
            got = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw unpackable(e);
        }
        if (got > 0) {
            digest.update(buffer, offset, got);
            count += got;
            if (count > most) {
                throw ImageException.tooLarge();
            }
        }
        return got;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] passed = new byte[Math.clamp(wanted, 0, Limits.BUFFER_BYTES)];
        return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The number of unpacked bytes. */
    long count() {
        return count;
    }

    /** Reads to the end and returns the digest of all unpacked bytes. */
    Digest finish() throws IOException {
        byte[] rest = new byte[Limits.BUFFER_BYTES];
        while (read(rest, 0, rest.length) >= 0) {
            // the padding after the archive is part of its digest
        }
        return new Digest(Sha256.end(digest));
    }

    /** An error in packed content whose digest was verified, so that the image itself is damaged. */
    private static IOException unpackable(IOException e) {
        boolean packed = e instanceof ZipException
                || e instanceof java.io.EOFException
                || e instanceof com.github.luben.zstd.ZstdIOException;
        return packed ? new ImageException(ImageException.Reason.INVALID, "A layer can't be decompressed", e) : e;
    }
}
