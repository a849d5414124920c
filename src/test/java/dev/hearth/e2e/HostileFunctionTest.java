package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * A function that attacks the host, Hearth and another function from inside its container sandbox, deployed through the
 * API like any other. One that must get nothing shares its sandbox with the others of that kind.
 */
@Tag("security")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFunctionTest {
    @TempDir
    static Path folder;

    private HostileServer server;
    private String hostile;

    @BeforeAll
    void deploy() throws IOException {
        server = HostileServer.start(folder);
        hostile = server.deploy(request -> {});
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
            assertThat(Leftovers.onMachine(server.hearth().data())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secrets",
                "host_files",
                "writing",
                "kernel_files",
                "told_of_the_host",
                "devices",
                "own_programs",
                "descriptors",
                "set_user",
                "system_calls",
                "namespaces",
                "calls_of_32_bits",
                "sockets",
                "signals",
                "other_sandboxes",
                "the_host",
                "forged_addresses",
                "others_invocations",
                "limits"
            })
    void getsNothing(String attempt) throws IOException {
        Outcome outcome = Outcome.of(server.attempt(hostile, attempt));
        assertThat(outcome.got()).isEmpty();
        assertThat(outcome.tried()).isPositive();
        server.requireUnharmed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "huge_heads", "half_requests", "large_answers", "never_reads"})
    void theRuntimeApiStands(String attempt) throws IOException {
        SortedSet<String> now = server.scan().things();
        String own = server.deploy(request -> {});
        Outcome outcome = Outcome.of(server.attempt(own, attempt));
        assertThat(outcome.got()).isEmpty();
        assertThat(outcome.tried()).isPositive();
        server.requireNothingLeftOf(own, now);
    }

    @Test
    void oneAnswerCounts() throws IOException {
        SortedSet<String> now = server.scan().things();
        String own = server.deploy(request -> {});
        assertThat(server.attempt(own, "two_answers").payload().asUtf8String()).isEqualTo("\"first\"");
        server.requireNothingLeftOf(own, now);
    }

    @Test
    void nothingIsLeftOfIt() throws IOException {
        String own = server.deploy(request -> {});
        SortedSet<String> now = server.scan().things();
        server.attempt(own, "limits");
        assertThat(server.scan().things()).isNotEqualTo(now);
        server.requireNothingLeftOf(own, now);
    }

    /** How much an attempt tried, and what it got. */
    record Outcome(long tried, List<String> got) {
        static Outcome of(InvokeResponse response) {
            String text = response.payload().asUtf8String();
            assertThat(response.functionError()).as(text).isNull();
            JsonValue.JsonObject object = Json.parseObject(text);
            return new Outcome(
                    object.integer("tried").orElseThrow(),
                    object.array("got").orElseThrow().strings());
        }
    }
}
