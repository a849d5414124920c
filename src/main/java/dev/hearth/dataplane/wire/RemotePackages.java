package dev.hearth.dataplane.wire;

import com.google.protobuf.ByteString;
import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.wire.messages.Chunk;
import dev.hearth.dataplane.wire.messages.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;

/** The code packages of another process. What comes is not checked here: who unpacks it compares the digest. */
public final class RemotePackages implements PackageSource {
    private final RpcChannel channel;

    /** @param channel to the process; it stays its maker's */
    public RemotePackages(RpcChannel channel) {
        this.channel = channel;
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        RpcChannel.OpenCall<Digest, Chunk> call = channel.open(Methods.PACKAGE, Limits.PREPARE);
        Content content = new Content(sha256, call);
        try {
            boolean _ = call.send(Digest.newBuilder().setSha256(sha256).build(), Limits.PIECE);
            call.finish();
            content.next(); // says whether there is such a package
            return content;
        } catch (RpcException e) {
            content.close();
            throw content.failure(e);
        } catch (InterruptedException e) {
            content.close();
            throw interrupted();
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a package came");
    }

    /** The pieces of a package, one after the other. */
    private static final class Content extends InputStream {
        private final String sha256;
        private final RpcChannel.OpenCall<Digest, Chunk> call;
        private ByteString piece = ByteString.EMPTY;
        private int read;
        private boolean ended;

        Content(String sha256, RpcChannel.OpenCall<Digest, Chunk> call) {
            this.sha256 = sha256;
            this.call = call;
        }

        IOException failure(RpcException e) {
            return e.kind() == RpcException.Kind.REFUSED
                    ? new FileNotFoundException("there is no package " + sha256)
                    : new IOException("the package " + sha256 + " did not come: " + e.getMessage(), e);
        }

        private void next() throws IOException {
            try {
                Optional<Chunk> chunk = call.receive();
                ended = chunk.isEmpty();
                piece = chunk.map(Chunk::getContent).orElse(ByteString.EMPTY);
                read = 0;
            } catch (RpcException e) {
                throw failure(e);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (read == piece.size() && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int size = Math.min(length, piece.size() - read);
            piece.substring(read, read + size).copyTo(into, offset);
            read += size;
            return size;
        }

        @Override
        public void close() {
            call.close();
        }
    }
}
