package dev.hearth.dataplane.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.Extensions.EventType;
import dev.hearth.dataplane.runtimeapi.Extensions.Failure;
import dev.hearth.dataplane.runtimeapi.Extensions.Outcome;
import dev.hearth.dataplane.runtimeapi.Extensions.ShutdownReason;
import dev.hearth.dataplane.runtimeapi.Extensions.Status;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each line of the group's table. */
@Timeout(60)
class ExtensionGroupTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Instant DEADLINE = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String ACCEPTED = "accepted";
    private static final String STATE = "Extension.InvalidExtensionState";

    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final TestingExtensions extensions = new TestingExtensions(clock, clock, Ids.secure());
    private final Extensions worker = extensions.worker();

    @Test
    void thereIsNoneUntilOneIsNamedOrRegisters() throws Exception {
        assertThat(extensions.register("early")).isEqualTo("Extension.RegistrationClosed");
        begin();
        assertThat(worker.none()).isTrue();
        assertThat(worker.awaitRegistered(LONG)).isEqualTo(Outcome.DONE);
        String inside = extensions.register("inside", EventType.INVOKE);
        assertThat(worker.none()).isFalse();
        assertThat(worker.anyExternal()).isFalse();
        assertThat(inside).hasSize(36);
        assertThat(worker.statuses())
                .containsExactly(new Status("inside", "Registered", Set.of(EventType.INVOKE), Optional.empty()));
    }

    @Test
    void initEndsWhenAllHaveAskedForTheirFirstEvent() throws Exception {
        begin("outside");
        FutureTask<Outcome> registered = async(() -> worker.awaitRegistered(LONG));
        String outside = extensions.register("outside", EventType.SHUTDOWN);
        assertThat(registered.get()).isEqualTo(Outcome.DONE);
        String inside = extensions.register("inside");

        FutureTask<Outcome> ready = async(() -> worker.awaitReady(LONG));
        FutureTask<String> _ = async(() -> extensions.next(outside));
        assertThat(ready.isDone()).isFalse();
        FutureTask<String> _ = async(() -> extensions.next(inside));

        assertThat(ready.get()).isEqualTo(Outcome.DONE);
        assertThat(extensions.register("late")).isEqualTo("Extension.RegistrationClosed");
        extensions.close();
    }

    @Test
    void registrationsThatCannotBe() {
        begin("outside");
        assertThat(extensions.register("inside", EventType.SHUTDOWN)).isEqualTo("Extension.InvalidEventType");
        assertThat(extensions.register("outside")).hasSize(36);
        assertThat(extensions.register("outside")).isEqualTo(STATE);
        IntStream.range(0, 9)
                .forEach(i -> assertThat(extensions.register("inside-" + i)).hasSize(36));
        assertThat(extensions.register("inside-1")).isEqualTo(STATE);
        assertThat(extensions.register("one too many")).isEqualTo("Extension.TooManyExtensions");
    }

    @Test
    void moreExternalOnesThanAllowedAreNotStarted() throws Exception {
        begin(IntStream.range(0, 11).mapToObj(Integer::toString).toArray(String[]::new));
        assertThat(worker.awaitRegistered(LONG)).isEqualTo(Outcome.FAILED);
        assertThat(worker.failure()).contains(new Failure("Extension.LaunchError", "ErrTooManyExtensions"));
    }

    @Test
    void anInvocationLastsUntilThoseAreDoneThatAskedForIt() throws Exception {
        begin("outside");
        String outside = extensions.register("outside", EventType.INVOKE);
        String inside = extensions.register("inside");
        FutureTask<String> first = async(() -> extensions.next(outside));
        FutureTask<String> never = async(() -> extensions.next(inside));
        assertThat(worker.awaitReady(LONG)).isEqualTo(Outcome.DONE);

        worker.invoke(Invocations.of("id-1", "{}"), DEADLINE);

        assertThat(first.get())
                .contains("\"eventType\":\"INVOKE\"", "\"requestId\":\"id-1\"", "\"deadlineMs\":1700000000123");
        FutureTask<Outcome> done = async(() -> worker.awaitDone(LONG));
        assertThat(done.isDone()).isFalse();
        FutureTask<String> second = async(() -> extensions.next(outside));
        assertThat(done.get()).isEqualTo(Outcome.DONE);

        worker.invoke(Invocations.of("id-2", "{}"), DEADLINE);
        assertThat(second.get()).contains("id-2");
        FutureTask<Outcome> late = async(() -> worker.awaitDone(LONG));
        Eventually.holds(() -> {
            clock.advance(LONG);
            return late.isDone();
        });
        assertThat(late.get()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(never.isDone()).isFalse();
        extensions.close();
        assertThat(never.get()).isEqualTo(STATE);
    }

    @Test
    void aWaitWhoseConnectionIsGoneGivesWayToTheNext() throws Exception {
        begin();
        String inside = extensions.register("inside", EventType.INVOKE);
        FutureTask<String> forgotten = async(() -> extensions.next(inside));
        Eventually.holds(() -> worker.statuses().getFirst().state().equals("Ready"));
        FutureTask<String> next = async(() -> extensions.next(inside));
        assertThat(forgotten.get()).isEqualTo(STATE);
        worker.invoke(Invocations.of("id", "{}"), DEADLINE);
        assertThat(next.get()).contains("INVOKE");
    }

    @Test
    void failuresEndAllWaitsAndTheFirstCounts() throws Exception {
        begin("outside", "other");
        String outside = extensions.register("outside", EventType.INVOKE);
        FutureTask<Outcome> registered = async(() -> worker.awaitRegistered(LONG));
        assertThat(extensions.initError(outside, "Own.Reason")).isEqualTo(ACCEPTED);
        assertThat(registered.get()).isEqualTo(Outcome.FAILED);
        assertThat(extensions.initError(outside, "Own.Reason")).isEqualTo(ACCEPTED);
        assertThat(extensions.next(outside)).isEqualTo(STATE);
        FutureTask<String> over = async(() -> {
            worker.awaitFailed(LONG);
            return "over";
        });
        worker.ended("other", "exit status 9", true);
        worker.ended("outside", "exit status 1", true);
        assertThat(over.get()).isEqualTo("over");
        assertThat(worker.failure()).contains(new Failure("Extension.InitError", "exit status 1"));
        assertThat(worker.statuses().getFirst().errorType()).contains("Own.Reason");
    }

    @Test
    void oneThatEndsOrIsNotStartedIsAFailureToo() {
        begin("outside");
        worker.ended("outside", "fork/exec /opt/extensions/outside: permission denied", false);
        assertThat(worker.failure())
                .contains(new Failure("Extension.LaunchError", "fork/exec /opt/extensions/outside: permission denied"));
        assertThat(worker.statuses())
                .containsExactly(new Status("outside", "LaunchError", Set.of(), Optional.of("PermissionDenied")));
    }

    @Test
    void anExitErrorIsOneInEveryStateAfterTheRegistration() throws Exception {
        begin("outside");
        String outside = extensions.register("outside");
        FutureTask<String> _ = async(() -> extensions.next(outside));
        assertThat(worker.awaitReady(LONG)).isEqualTo(Outcome.DONE);
        assertThat(extensions.exitError(outside, "Own.Reason")).isEqualTo(ACCEPTED);
        assertThat(worker.failure()).contains(new Failure("Extension.ExitError", "Own.Reason"));
        assertThat(extensions.initError(outside, "Own.Reason")).isEqualTo(STATE);
        assertThat(extensions.exitError("00000000-0000-4000-8000-000000000000", "Own.Reason"))
                .isEqualTo("Extension.UnknownExtensionIdentifier");
    }

    @Test
    void theEndOfTheEnvironmentIsToldToThoseThatAskedAndIsNoFailure() throws Exception {
        begin("outside", "deaf");
        String outside = extensions.register("outside", EventType.SHUTDOWN);
        String deaf = extensions.register("deaf", EventType.INVOKE);
        FutureTask<String> end = async(() -> extensions.next(outside));
        FutureTask<String> never = async(() -> extensions.next(deaf));
        assertThat(worker.awaitReady(LONG)).isEqualTo(Outcome.DONE);

        worker.shutDown(ShutdownReason.TIMEOUT, DEADLINE);

        assertThat(end.get())
                .isEqualTo("{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":1700000000123,\"shutdownReason\":\"timeout\"}");
        FutureTask<Boolean> ended = async(() -> worker.awaitEnded(LONG));
        worker.ended("outside", "exit code 0", true);
        assertThat(ended.get()).isTrue();
        assertThat(worker.failure()).isEmpty();
        assertThat(never.isDone()).isFalse();
        extensions.close();
    }

    @Test
    void theEndOfTheRuntimeEndsTheWaitForInit() throws Exception {
        begin();
        extensions.register("inside");
        FutureTask<Outcome> ready = async(() -> worker.awaitReady(LONG));
        worker.runtimeEnded();
        assertThat(ready.get()).isEqualTo(Outcome.FAILED);
        assertThat(worker.failure()).isEmpty();
    }

    private void begin(String... external) {
        worker.begin(new Extensions.Function("f", "1", "app.handler", "000000000000"), List.of(external));
    }

    private static <T> FutureTask<T> async(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }
}
