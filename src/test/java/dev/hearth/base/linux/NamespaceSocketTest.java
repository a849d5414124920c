package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections within a network namespace: this process's own. */
@Timeout(60)
class NamespaceSocketTest {
    @BeforeEach
    void needsRoot() {
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && System.getProperty("os.name").equals("Linux"),
                "entering a namespace needs root on Linux");
    }

    @Test
    void aListenerWhoseQueueIsFullIsGivenUp() throws IOException {
        List<SocketChannel> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Descriptor here = Descriptor.open(Path.of("/proc/self/ns/net"), 0)) {
            try (SocketChannel first = NamespaceSocket.connect(here, full.getLocalPort())) {
                assertThat(first.isConnected()).isTrue();
                assertThat(first.isBlocking()).isTrue();
                for (int i = 0; i < 4; i++) {
                    SocketChannel next = SocketChannel.open();
                    queued.add(next);
                    next.configureBlocking(false);
                    boolean _ = next.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                }
                assertThatThrownBy(() -> NamespaceSocket.connect(here, full.getLocalPort()))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        } finally {
            for (SocketChannel each : queued) {
                each.close();
            }
        }
    }
}
