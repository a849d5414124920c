package dev.hearth.dataplane.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.http.RawClient.Answer;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What extensions send to the Extensions API. */
@Tag("security")
class ExtensionHandlerTest {
    @Test
    void theTypeOfAnExtensionsErrorIsShortened() throws Exception {
        try (HttpRuntimeApi api = HttpRuntimeApi.withPortForEach(
                        InetAddress.getLoopbackAddress(), PayloadMemory.ofHeap(1L << 30), Time.SYSTEM, Ids.secure());
                RuntimeSession session = api.open(new SandboxId("a"), Optional.empty());
                RawClient extension = client(session)) {
            session.extensions().begin(new Extensions.Function("f", "1", "h", "111122223333"), List.of("one"));
            Answer registered = extension
                    .request(
                            "POST",
                            ExtensionHandler.PATH + "register",
                            "Lambda-Extension-Name: one\r\n",
                            "{}".getBytes(UTF_8))
                    .read();
            String headers =
                    "Lambda-Extension-Identifier: " + registered.headers().get("lambda-extension-identifier")
                            + "\r\nLambda-Extension-Function-Error-Type: " + "E".repeat(500_000) + "\r\n";

            Answer told = extension
                    .request("POST", ExtensionHandler.PATH + "exit/error", headers, "{}".getBytes(UTF_8))
                    .read();

            assertThat(told.status()).isEqualTo(202);
            assertThat(session.extensions().failure().orElseThrow().message()).isEqualTo("E".repeat(255));
        }
    }

    private static RawClient client(RuntimeSession session) throws IOException {
        String[] endpoint = session.endpoint().split(":", 2);
        return new RawClient(new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])));
    }
}
