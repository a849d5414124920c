package dev.hearth.neighbours.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What pollers rely on, of any queue. */
abstract class QueueClientContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WAIT = Duration.ofSeconds(20);

    abstract QueueClient client();

    /** Makes a queue, and returns its ARN. */
    abstract String create(String name, Duration visibility);

    abstract String send(String arn, String body, Optional<String> group, Map<String, QueueMessage.Attribute> custom);

    private String send(String arn, String body) {
        return send(arn, body, Optional.empty(), Map.of());
    }

    @Test
    void aMessageComesWithAllItsParts() {
        String queue = create("parts", MINUTE);
        Map<String, QueueMessage.Attribute> custom = Map.of(
                "count", new QueueMessage.Attribute("Number", Optional.of("7"), Optional.empty()),
                "raw", new QueueMessage.Attribute("Binary", Optional.empty(), Optional.of("AAEC")));
        String id = send(queue, "{\"a\": \"é\"}", Optional.empty(), custom);
        QueueMessage message = client().receive(queue, 10, WAIT).getFirst();
        assertThat(message.id()).isEqualTo(id);
        assertThat(message.body()).isEqualTo("{\"a\": \"é\"}");
        assertThat(message.custom()).isEqualTo(custom);
        assertThat(message.attributes()).containsEntry("ApproximateReceiveCount", "1");
        assertThat(message.group()).isEmpty();
        assertThat(message.md5()).isNotEmpty();
    }

    @Test
    void aReceivedMessageIsSeenByNobodyElseUntilItIsReleased() {
        String queue = create("seen", MINUTE);
        send(queue, "one");
        QueueMessage first = client().receive(queue, 1, WAIT).getFirst();
        assertThat(client().receive(queue, 1, Duration.ZERO)).isEmpty();
        assertThat(client().look(queue)).isEqualTo(new QueueClient.Status(0, MINUTE));
        client().release(queue, List.of(first.receipt()));
        QueueMessage second = client().receive(queue, 1, WAIT).getFirst();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attributes()).containsEntry("ApproximateReceiveCount", "2");
    }

    @Test
    void aReceivedMessageComesBackAfterTheVisibilityTimeout() {
        String queue = create("back", Duration.ofSeconds(1));
        String id = send(queue, "one");
        client().receive(queue, 1, WAIT);
        assertThat(client().receive(queue, 1, WAIT))
                .extracting(QueueMessage::id)
                .containsExactly(id);
    }

    @Test
    void whatIsDeletedIsGone() {
        String queue = create("gone", MINUTE);
        Map<String, String> sent = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            sent.put(send(queue, "m" + i), "m" + i);
        }
        assertThat(client().look(queue).visible()).isEqualTo(12);
        while (!sent.isEmpty()) {
            List<QueueMessage> some = client().receive(queue, 10, WAIT);
            assertThat(some).hasSizeBetween(1, 10);
            client().delete(queue, QueueMessage.receipts(some));
            some.forEach(message -> assertThat(sent.remove(message.id())).isEqualTo(message.body()));
        }
        assertThat(client().receive(queue, 10, Duration.ZERO)).isEmpty();
        assertThat(client().look(queue).visible()).isZero();
    }

    @Test
    void aGroupWaitsForItsEarlierMessages() {
        String queue = create("groups.fifo", MINUTE);
        send(queue, "a1", Optional.of("a"), Map.of());
        send(queue, "a2", Optional.of("a"), Map.of());
        send(queue, "b1", Optional.of("b"), Map.of());
        QueueMessage first = client().receive(queue, 1, WAIT).getFirst();
        assertThat(first.body()).isEqualTo("a1");
        assertThat(first.group()).contains("a");
        assertThat(client().receive(queue, 10, WAIT))
                .extracting(QueueMessage::body)
                .containsExactly("b1");
        client().delete(queue, List.of(first.receipt()));
        assertThat(client().receive(queue, 10, WAIT))
                .extracting(QueueMessage::body)
                .containsExactly("a2");
    }

    @Test
    void aWaitEndsWithItsMessage() throws InterruptedException {
        String queue = create("late", MINUTE);
        Thread sender = Thread.ofVirtual().start(() -> send(queue, "late"));
        assertThat(client().receive(queue, 10, WAIT))
                .extracting(QueueMessage::body)
                .containsExactly("late");
        sender.join();
    }

    @Test
    void anInterruptEndsAWait() throws InterruptedException {
        String queue = create("interrupted", MINUTE);
        Thread waiting = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(() -> client().receive(queue, 10, WAIT))
                        .isInstanceOf(QueueException.class));
        waiting.interrupt();
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aQueueThatIsNotThereIsAnError() {
        String queue = create("there", MINUTE);
        assertThatThrownBy(() -> client().look(queue + "-not"))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("QueueDoesNotExist");
        assertThatThrownBy(() -> client().receive(queue + "-not", 1, Duration.ZERO))
                .isInstanceOf(QueueException.class);
    }
}
