package dev.hearth.base.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A network between a store and its server, whose connections a test cuts. */
final class CuttableNetwork implements AutoCloseable {
    private final ServerSocket listening;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> lostAnswers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
    private volatile boolean cut;

    /** What happens to the next commit of a transaction that has written. */
    enum Fault {
        NONE,
        /** The connection breaks before the server has the commit. */
        REQUEST_LOST,
        /** The connection breaks when the server has answered. */
        ANSWER_LOST,
        /** The same, and all later connections break too, until the cut is mended. */
        ANSWER_LOST_AND_CUT
    }

    private CuttableNetwork(ServerSocket listening, int server) {
        this.listening = listening;
        this.server = server;
    }

    static CuttableNetwork before(int server) {
        try {
            CuttableNetwork network =
                    new CuttableNetwork(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
            Thread.ofVirtual().start(network::accept);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    void atNextCommit(Fault fault) {
        next.set(fault);
    }

    /** Whether that has happened. */
    boolean hadFault() {
        return next.get() == Fault.NONE;
    }

    /** Breaks all connections, and new ones as soon as they are made. */
    void cut() {
        cut = true;
        open.forEach(CuttableNetwork::close);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (cut) {
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(behind);
        Thread.ofVirtual().start(() -> requests(client, behind));
        Thread.ofVirtual().start(() -> answers(client, behind));
    }

    private void requests(Socket client, Socket behind) {
        try (client;
                behind) {
            InputStream in = client.getInputStream();
            OutputStream out = behind.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            boolean commits = false;
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                String text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                Fault fault = commits ? next.getAndSet(Fault.NONE) : Fault.NONE;
                if (fault == Fault.REQUEST_LOST) {
                    return;
                }
                if (fault != Fault.NONE) {
                    lostAnswers.add(behind);
                    cut = fault == Fault.ANSWER_LOST_AND_CUT;
                }
                out.write(buffer, 0, read);
                commits = text.contains("INSERT INTO transaction_mark"); // the next request is the commit
            }
        } catch (IOException broken) {
            open.remove(client);
        }
    }

    private void answers(Socket client, Socket behind) {
        try (client;
                behind) {
            InputStream in = behind.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                if (lostAnswers.remove(behind)) {
                    if (cut) {
                        open.forEach(CuttableNetwork::close);
                    }
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            open.remove(behind);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
