package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.metrics.Metrics;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.StartPhase;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.TestingModel;
import dev.hearth.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimedCallsTest {
    private static final FunctionArn ARN = TestingModel.arn("f");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-04T05:06:07Z"));
    private final Metrics metrics = new Metrics();
    private final TimedCalls calls = new TimedCalls(clock, new CallMetrics(metrics)::add);

    private void pass(int micros) {
        clock.advance(Duration.ofNanos(micros * 1_000L));
    }

    /** A call whose phases take 1, 2, 3, … µs, and its answer ten times as long as it was begun ago. */
    private CallTimes invoked(String id, InvocationTimes times) {
        CallTimes call = calls.begin(id);
        pass(1);
        call.end(CallPhase.BODY);
        pass(2);
        call.end(CallPhase.SIGNATURE);
        pass(3);
        call.checked(ARN);
        pass(4);
        call.end(CallPhase.PERMIT);
        pass(5);
        call.end(CallPhase.SANDBOX);
        pass(100);
        call.invoked(times, Optional.empty());
        return call;
    }

    private void end(CallTimes call) {
        pass(11);
        call.close();
    }

    @Test
    void everyMomentOfACallIsInAPhase() {
        end(invoked("id", new InvocationTimes(6_000, 7_000, 8_000, 9_000, Optional.empty())));

        TimedCall call = calls.find("id").orElseThrow();
        assertThat(Arrays.stream(CallPhase.values()).map(phase -> call.laps().nanos(phase) / 1_000))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 70L, 11L);
        assertThat(call.laps().total()).isEqualTo(126_000);
        assertThat(call.outcome()).isEqualTo("answered");
        assertThat(call.function()).isEqualTo(ARN);
        pass(1_000_000);
        assertThat(calls.begun(call)).isEqualTo("2026-03-04T05:06:07Z");
    }

    @Test
    void callsThatWaitedOutliveAFloodOfWarmOnes() {
        StartTimes start = new StartTimes(StartOrder.Waits.NONE, clock);
        end(invoked("cold", new InvocationTimes(0, 0, 0, 0, Optional.of(start))));
        end(invoked("reset", new InvocationTimes(0, 1, 0, 0, Optional.empty())));
        for (int i = 0; i <= Limits.TIMED_WARM_CALLS; i++) {
            end(invoked("warm-" + i, InvocationTimes.NONE));
        }

        assertThat(calls.find("cold")).isPresent();
        assertThat(calls.find("reset")).isPresent();
        assertThat(calls.find("warm-0")).isEmpty();
        assertThat(calls.find("warm-1")).isPresent();
        assertThat(calls.find("warm-" + Limits.TIMED_WARM_CALLS)).isPresent();
    }

    @Test
    void theWaitThatNoPhaseOfTheStartExplainsIsTheHandOver() {
        StartTimes start = new StartTimes(new StartOrder.Waits(1_000, 2_000), clock);
        end(invoked("id", new InvocationTimes(0, 0, 0, 0, Optional.of(start))));

        assertThat(calls.find("id").orElseThrow().handOverNanos()).isEqualTo(2_000);
        assertThat(start.nanos(StartPhase.TURN)).isEqualTo(1_000);
    }

    @Test
    void aCallForNoFunctionIsNotKept() {
        CallTimes call = calls.begin("id");
        call.end(CallPhase.BODY);
        call.close();

        assertThat(calls.find("id")).isEmpty();
    }

    @Test
    void aFailedCallIsKeptWithItsError() {
        CallTimes call = calls.begin("id");
        call.checked(ARN);
        pass(5);
        call.failed("TooManyRequestsException");
        call.close();
        call.close();

        TimedCall found = calls.find("id").orElseThrow();
        assertThat(found.outcome()).isEqualTo("TooManyRequestsException");
        assertThat(found.laps().nanos(CallPhase.END)).isEqualTo(5_000);
        assertThat(found.laps().nanos(CallPhase.ANSWER)).isZero();
    }

    @Test
    void afterAHandOverOnlyTheOtherThreadEndsTheCall() {
        CallTimes call = calls.begin("id");
        call.checked(ARN);
        CallTimes runners = call.handOver();
        call.close();
        assertThat(calls.find("id")).isEmpty();

        end(runners);
        assertThat(calls.find("id")).isPresent();
    }

    @Test
    void phasesAreHistograms() {
        StartTimes start = new StartTimes(new StartOrder.Waits(30_000, 0), clock);
        end(invoked("cold", new InvocationTimes(0, 0, 8_000, 9_000, Optional.of(start))));
        end(invoked("warm", new InvocationTimes(0, 0, 8_000, 9_000, Optional.empty())));

        String text = new String(metrics.text(), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("hearth_call_seconds_count{start=\"none\"} 1")
                .contains("hearth_call_seconds_count{start=\"made\"} 1")
                .contains("hearth_call_phase_seconds_bucket{phase=\"function\",le=\"1.0E-5\"} 2")
                .contains("hearth_call_phase_seconds_bucket{phase=\"answer\",le=\"1.0E-5\"} 0")
                .contains("hearth_call_phase_seconds_bucket{phase=\"answer\",le=\"2.5E-5\"} 2")
                .contains("hearth_call_phase_seconds_count{phase=\"wake\"} 0")
                .contains("hearth_start_phase_seconds_count{phase=\"turn\",sandbox=\"made\"} 1");
    }
}
