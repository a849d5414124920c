package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of requests whose function finds no room for one more sandbox. */
class RoomTest {
    private static final FunctionVersion F = function("f", "r1", 512);
    private static final FunctionVersion G = function("g", "r1", 512);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(1);

    /** With the limits of the product, on four processors. */
    private final TestingMachine manager = new TestingMachine(
            WorkerManagerConfiguration.of(4, 1), () -> new FixedKeepAlive(TestingMachine.KEEP_ALIVE));

    private List<Long> ask(int requests) {
        List<Long> asks = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            asks.add(manager.ask(F));
        }
        return asks;
    }

    private void startAll() {
        while (!manager.starts.isEmpty()) {
            manager.started();
        }
    }

    @Test
    void twoHundredCallersOfAColdFunctionAreServedByTheSandboxesThatFit() {
        manager.join("w", 38 * 512);
        Deque<Long> waiting = new ArrayDeque<>(ask(200));
        List<Grant> running = new ArrayList<>();
        int seconds = 0;
        while (!waiting.isEmpty() || !running.isEmpty()) {
            startAll();
            while (!waiting.isEmpty() && manager.isAnswered(waiting.peek())) {
                running.add(manager.granted(waiting.remove()));
            }
            assertThat(running).hasSizeLessThanOrEqualTo(38);
            manager.advance(SECOND);
            seconds++;
            List<Grant> ended = List.copyOf(running);
            running.clear();
            ended.forEach(grant -> manager.end(grant, GrantOutcome.REUSABLE));
        }
        assertThat(seconds).isEqualTo(6);
    }

    @Test
    void idleSandboxesOfOthersMakeWayAtOnce() {
        manager.join("w", 4 * 512);
        for (int i = 0; i < 4; i++) {
            manager.idle(function("idle" + i, "r1", 512));
        }
        List<Long> asks = ask(4);
        assertThat(manager.stops).hasSize(4);
        manager.allStopped();
        startAll();
        assertThat(asks).allMatch(manager::isAnswered);
    }

    @Test
    void aRequestIsNotRefusedBecauseStartsBeforeItFoundNoRoom() {
        manager.join("w", 512);
        Grant only = manager.busy(F);
        List<Long> early = ask(3);
        for (long served : early) {
            manager.advance(SECOND);
            manager.end(only, GrantOutcome.REUSABLE);
            only = manager.granted(served);
        }
        manager.advance(Limits.ROOM.minusSeconds(5)); // the starts for the first three still seek room, for 2 s more
        List<Long> late = ask(2);

        manager.advance(Limits.ROOM.minus(MOMENT));
        assertThat(late).noneMatch(manager::isAnswered);
        manager.end(only, GrantOutcome.REUSABLE);
        assertThat(manager.granted(late.getFirst())).isNotNull();
        manager.advance(MOMENT);
        assertThat(manager.refusal(late.getLast()).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    }

    @Test
    void eachRequestWaitsAsLongAsItMayAndNoLonger() {
        manager.join("w", 512);
        manager.busy(G);
        List<Long> asks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asks.addAll(ask(1));
            manager.advance(SECOND);
        }
        manager.advance(Limits.ROOM.minusSeconds(5).minus(MOMENT));
        for (long next : asks) {
            assertThat(manager.isAnswered(next)).isFalse();
            manager.advance(MOMENT);
            assertThat(manager.isRefused(next)).isTrue();
            manager.advance(SECOND.minus(MOMENT));
        }
        assertThat(manager.machine.requests()).as("only the one that runs").isEqualTo(1);
    }

    @Test
    void theRefusalNamesTheMachinesMemoryAndItsSetting() {
        manager.join("w", 512);
        manager.busy(G);
        long refused = manager.ask(F);
        manager.advance(Limits.ROOM);

        ServiceException reason = manager.refusal(refused);
        assertThat(reason.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(reason.reason()).contains("CallerRateLimitExceeded");
        assertThat(reason)
                .hasMessageContaining("512 MB")
                .hasMessageContaining("15 seconds")
                .hasMessageContaining("not the account's")
                .hasMessageContaining("--sandbox-memory")
                .hasMessageContaining("--memory-overcommit");
    }

    @Test
    void whatNeverFitsIsRefusedAtOnce() {
        manager.join("w", 256);
        ServiceException reason = manager.refusal(manager.ask(F));
        assertThat(reason.reason()).contains("CallerRateLimitExceeded");
        assertThat(reason).hasMessageContaining("in all").hasMessageContaining("--sandbox-memory");
    }

    @Test
    void whoSeeksRoomIsToldThatTheManagerCloses() {
        manager.join("w", 512);
        manager.busy(F);
        List<Long> asks = ask(3);
        manager.advance(SECOND);
        manager.on(new ManagerEvent.Closed());
        manager.advance(Limits.ROOM);
        assertThat(asks)
                .allSatisfy(ask -> assertThat(manager.refusal(ask).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void aWorkerThatJoinsServesWhoSeekRoom() {
        manager.join("w", 512);
        manager.busy(G);
        List<Long> asks = ask(2);
        manager.advance(Limits.ROOM.minus(SECOND));
        manager.join("v", 1024);
        assertThat(manager.starts)
                .extracting(ManagerAction.Start::worker)
                .containsExactly(new WorkerId("v"), new WorkerId("v"));
        startAll();
        assertThat(asks).noneMatch(manager::isRefused);
    }

    @Test
    void whileThereIsNoWorkerOneThatJoinsIsWaitedFor() {
        long served = manager.ask(F);
        assertThat(manager.isAnswered(served)).isFalse();
        manager.join("w", 512);
        startAll();
        assertThat(manager.granted(served).worker()).isEqualTo(new WorkerId("w"));
    }

    @Test
    void whoWaitsForAWorkerInVainIsToldSo() {
        long ask = manager.ask(F);
        manager.advance(Duration.ofSeconds(16));
        assertThat(manager.refusal(ask)).hasMessage("There is no worker: none has joined within 15 seconds.");
    }
}
