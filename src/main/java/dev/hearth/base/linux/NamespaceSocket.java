package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Connections within the network namespace of another process. */
public final class NamespaceSocket {
    private static final int NETWORK = 0x40000000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /**
     * The time to connect. A listener of the same machine is connected to within microseconds, also a frozen one. One
     * whose queue is full is not, and the kernel would wait for it for two minutes, with a thread in its namespace.
     */
    private static final int CONNECT_MILLIS = 1_000;

    private NamespaceSocket() {}

    /**
     * Connects to a port of {@code 127.0.0.1} as the process sees it. A socket belongs to the namespace of the thread
     * that makes it: one thread enters that, makes it, and ends.
     *
     * @param process stands for the process
     * @throws IOException if nobody listens there, or the listener's queue is full
     */
    public static SocketChannel connect(Descriptor process, int port) throws IOException {
        FutureTask<SocketChannel> connecting = new FutureTask<>(() -> {
            Kernel.checked("a network namespace can't be entered", Call.SETNS, process.number(), NETWORK);
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
            try {
                channel.socket()
                        .connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECT_MILLIS);
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        });
        Thread.ofPlatform().daemon().name("sandbox-socket").start(connecting);
        try {
            return connecting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException refused
                    ? refused
                    : new IOException("no connection into a sandbox", e.getCause());
        }
    }
}
