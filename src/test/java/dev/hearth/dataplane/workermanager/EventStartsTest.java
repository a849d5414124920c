package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asynchronous requests make way for synchronous ones. */
class EventStartsTest {
    private static final FunctionVersion F = function("f", "r1", 128);
    private static final FunctionVersion G = function("g", "r1", 128);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final TestingMachine manager = new TestingMachine();

    @BeforeEach
    void join() {
        manager.join("w", 1024);
    }

    @Test
    void servesSynchronousRequestsBeforeEvents() {
        Grant busy = manager.busy(F);
        long event = manager.askForEvent(F);
        long call = manager.ask(F);

        manager.end(busy, GrantOutcome.REUSABLE);
        assertThat(manager.granted(call).sandbox()).isEqualTo(busy.sandbox());
        assertThat(manager.isAnswered(event)).isFalse();

        manager.started();
        assertThat(manager.granted(event)).isNotNull();
    }

    @Test
    void aFailedStartForAnEventRefusesTheEvent() {
        long call = manager.ask(F);
        long event = manager.askForEvent(F);
        ServiceException reason = new ServiceException(ErrorCode.CODE_ARTIFACT_FAILED, "corrupt");

        ManagerAction.Start second = manager.starts.get(1);
        manager.on(new ManagerEvent.StartFailed(second.worker(), second.order().sandbox(), reason));

        assertThat(manager.refusal(event)).isSameAs(reason);
        assertThat(manager.isAnswered(call)).isFalse();
    }

    @Test
    void startsOfEventsLeaveTurnsToCalls() {
        for (int i = 0; i < 4; i++) {
            manager.askForEvent(F);
        }
        assertThat(manager.starts).hasSize(2);
        manager.ask(G);
        manager.ask(G);
        assertThat(manager.starts).extracting(start -> start.order().function()).containsExactly(F, F, G, G);

        manager.started();
        assertThat(manager.starts).hasSize(4);
    }

    @Test
    void aSlowStartOfAnEventHoldsUpOtherEventsOnlyForItsTurn() {
        for (int i = 0; i < 3; i++) {
            manager.askForEvent(F);
        }
        manager.advance(Limits.ASYNCHRONOUS_START_TURN.minus(MOMENT));
        assertThat(manager.starts).hasSize(2);
        manager.advance(MOMENT);

        assertThat(manager.starts).hasSize(3);
    }

    @Test
    void aTurnThatIsOverWakesNobodyWhileNoEventWaitsForIt() {
        manager.askForEvent(F);
        manager.askForEvent(F);
        for (int i = 0; i < 7; i++) {
            manager.ask(G); // the last one finds no room
        }
        manager.started();
        manager.started();
        manager.advance(Limits.ASYNCHRONOUS_START_TURN.multipliedBy(2));

        assertThat(manager.wakes).allSatisfy(wake -> assertThat(wake.nanos()).isGreaterThan(manager.now));
    }
}
