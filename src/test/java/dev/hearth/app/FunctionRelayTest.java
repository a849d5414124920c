package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions' connections reach the server through the Worker. */
@Timeout(60)
class FunctionRelayTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private Optional<InetSocketAddress> to = Optional.of((InetSocketAddress) server.getLocalSocketAddress());
    private final FunctionRelay relay = FunctionRelay.start(FREE, () -> to);

    FunctionRelayTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        relay.close();
        server.close();
    }

    private Socket connect() throws IOException {
        return new Socket(relay.address().getAddress(), relay.address().getPort());
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
    }

    @Test
    void passesEverythingBothWays() throws IOException {
        String large = "x".repeat(1_000_000);
        try (Socket function = connect();
                Socket served = server.accept()) {
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    say(function, large);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(all(served)).isEqualTo(large);
            say(served, "answer");
            assertThat(all(function)).isEqualTo("answer");
            assertThat(asking.isAlive()).isFalse();
        }
    }

    @Test
    void endsAConnectionWhileThereIsNoServer() throws IOException {
        to = Optional.empty();
        try (Socket function = connect()) {
            assertThat(all(function)).isEmpty();
        }
        assertThat(relay.lost()).isFalse();
    }

    @Test
    void oneSandboxHasItsShareOfConnectionsOnly() throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            open.add(connect());
            open.add(server.accept());
        }
        try (Socket tooMany = connect()) {
            assertThat(all(tooMany)).isEmpty();
        }
        for (Socket socket : open) {
            socket.close();
        }
        Eventually.holds(() -> isServed());
    }

    private boolean isServed() {
        try (Socket function = connect()) {
            server.setSoTimeout(100);
            try (Socket served = server.accept()) {
                say(served, "yes");
                return all(function).equals("yes");
            }
        } catch (IOException refused) {
            return false;
        }
    }
}
