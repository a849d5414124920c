package dev.hearth.neighbours.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.Upstream;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client of a real server. */
class SqsClientTest extends QueueClientContract {
    @SuppressWarnings("NullAway.Init")
    private static ElasticMq server;

    private final SqsClient client = client(server.endpoint());

    @BeforeAll
    static void open() {
        server = new ElasticMq();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static SqsClient client(URI endpoint) {
        AccessKey key = new AccessKey("AKIA", "secret", new AccountId("000000000000"));
        return new SqsClient(
                new Upstream(endpoint, "us-east-1", Optional.empty()),
                new RequestSigner(key, "us-east-1", "sqs", Time.SYSTEM));
    }

    @Override
    QueueClient client() {
        return client;
    }

    @Override
    String create(String name, Duration visibility) {
        return server.create(name, visibility);
    }

    @Override
    String send(String arn, String body, Optional<String> group, Map<String, QueueMessage.Attribute> custom) {
        return server.send(arn, body, group, custom);
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (SqsClient nobody = client(URI.create("http://127.0.0.1:" + port))) {
            assertThatThrownBy(() -> nobody.look("arn:aws:sqs:us-east-1:000000000000:q"))
                    .isInstanceOf(QueueException.class)
                    .satisfies(failure -> assertThat(failure.getMessage()).contains("127.0.0.1:" + port));
        }
    }
}
