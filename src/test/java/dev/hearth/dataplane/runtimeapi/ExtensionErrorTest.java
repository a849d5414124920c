package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.http.RawClient.Answer;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The error that an extension tells of over HTTP. */
@Timeout(60)
class ExtensionErrorTest {
    @Test
    void theTypeIsShortened() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        PayloadMemory memory = PayloadMemory.ofHeap(1L << 30);
        try (HttpRuntimeApi api = HttpRuntimeApi.withPortForEach(loopback, memory, Time.SYSTEM, Ids.secure());
                RuntimeSession session = api.open(new SandboxId("a"), Optional.empty());
                RawClient extension = new RawClient(address(session))) {
            session.extensions().begin(new Extensions.Function("f", "1", "h", "111122223333"), List.of("one"));
            Answer registered = post(extension, "register", "Lambda-Extension-Name: one\r\n");
            String headers = "Lambda-Extension-Identifier: "
                    + registered.headers().get("lambda-extension-identifier")
                    + "\r\nLambda-Extension-Function-Error-Type: " + "E".repeat(500_000) + "\r\n";

            assertThat(post(extension, "exit/error", headers).status()).isEqualTo(202);
            assertThat(session.extensions().failure().orElseThrow().message()).isEqualTo("E".repeat(255));
        }
    }

    private static InetSocketAddress address(RuntimeSession session) {
        String[] endpoint = session.endpoint().split(":", 2);
        return new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1]));
    }

    private static Answer post(RawClient extension, String path, String headers) throws Exception {
        return extension
                .request("POST", ExtensionHandler.PATH + path, headers, "{}".getBytes(UTF_8))
                .read();
    }
}
