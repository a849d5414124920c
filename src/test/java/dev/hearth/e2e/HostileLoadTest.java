package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * A function that uses up what all share, as far as it can. Each attempt has a sandbox of its own; after it another
 * function works as before, and nothing of the attempt is left on the machine.
 */
@Tag("security")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileLoadTest {
    @TempDir
    static Path folder;

    private HostileServer server;

    @BeforeAll
    void start() throws IOException {
        server = HostileServer.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
            assertThat(Leftovers.onMachine(server.hearth().data())).isEmpty();
        }
    }

    @Test
    void aForkBombEndsAtItsLimit() throws IOException {
        exhaust("processes", 900, 1_024, "EAGAIN");
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "threads, 900, 1024, refused",
        "open_files, 900, 1024, EMFILE",
        "disk, 480, 560, ENOSPC",
        "inodes, 20000, 40000, ENOSPC"
    })
    void endsAtItsLimit(String attempt, long least, long most, String error) throws IOException {
        exhaust(attempt, least, most, error);
    }

    private void exhaust(String attempt, long least, long most, String error) throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> {});

        JsonValue.JsonObject outcome = answer(server.attempt(hostile, attempt));

        assertThat(outcome.string("error")).contains(error);
        assertThat(outcome.integer("made").orElseThrow()).isBetween(least, most);
        server.requireNothingLeftOf(hostile, before);
    }

    @Test
    void aMemoryBombCostsItsOwnSandbox() throws IOException {
        kill("memory");
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"shared_memory", "kill_all"})
    void costsItsOwnSandbox(String attempt) throws IOException {
        kill(attempt);
    }

    private void kill(String attempt) throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> request.memorySize(256));

        InvokeResponse response = server.attempt(hostile, attempt);

        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String()).contains("Runtime exited with error: signal: killed");
        server.requireNothingLeftOf(hostile, before);
    }

    /** What the kernel keeps for it is part of its memory, or limited beside that; over it, the function is killed. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({"socket_buffers, tcp", "socket_buffers, udp", "socket_buffers, unix", "pipes, any"})
    void buffersOfTheKernelAreLimited(String attempt, String kind) throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> request.memorySize(256));

        InvokeResponse response =
                server.functions().invoke(hostile, server.event(attempt, Map.of("kind", "\"" + kind + "\"")));

        if (response.functionError() == null) {
            assertThat(answer(response).integer("made").orElseThrow()).isBetween(1L, 256L);
        } else {
            assertThat(response.payload().asUtf8String()).contains("Runtime.OutOfMemory");
        }
        server.requireNothingLeftOf(hostile, before);
    }

    @Test
    void whatItLeavesRunningStandsStillAndGoesWithItsSandbox() throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> {});
        answer(server.attempt(hostile, "background"));
        server.requireUnharmed();
        server.requireNothingLeftOf(hostile, before);
    }

    /** What it prints faster than its log is read is still in its pipe, so it waits until its time is over. */
    @ParameterizedTest
    @CsvSource({"2", "65000"})
    @Tag("long")
    void aFloodOfLinesOfAnyLengthIsTheFloodersOwn(int lineBytes) throws IOException {
        flood(lineBytes);
    }

    @Test
    void aFloodOfLogLinesIsTheFloodersOwn() throws IOException {
        flood(64);
    }

    private void flood(int lineBytes) throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> request.timeout(3));
        String event = server.event("logs", Map.of("lineBytes", lineBytes, "megabytes", 4_000));

        InvokeResponse response = server.functions().invoke(hostile, event);

        assertThat(response.payload().asUtf8String()).contains("Task timed out after 3.00 seconds");
        assertThat(server.hearth().output()).contains("prints faster than its log is read");
        server.requireNothingLeftOf(hostile, before);
    }

    @Test
    @Tag("long")
    void oneThatStandsStillIsTimedOut() throws IOException {
        SortedSet<String> before = server.scan().things();
        String hostile = server.deploy(request -> request.timeout(3));
        InvokeResponse response = server.attempt(hostile, "stop");
        assertThat(response.payload().asUtf8String()).contains("Task timed out after 3.00 seconds");
        server.requireNothingLeftOf(hostile, before);
    }

    private static JsonValue.JsonObject answer(InvokeResponse response) {
        String text = response.payload().asUtf8String();
        assertThat(response.functionError()).as(text).isNull();
        return Json.parseObject(text);
    }
}
