package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.model.Invocation;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** Answers calls as the test says; streams the same answer as one piece. */
public record TestingFrontend(Function<Frontend.Call, Frontend.Answer> answers) implements Frontend {
    @Override
    public CallTimes begin(String requestId) {
        return times(requestId);
    }

    /** Of a call whose times nobody asks for. */
    public static CallTimes times(String requestId) {
        return new CallTimes(requestId, Time.SYSTEM, call -> {});
    }

    /** A call with a new sandbox that has ended, among those that are kept. */
    public static void timed(TimedCalls calls, String requestId) {
        CallTimes times = calls.begin(requestId);
        times.checked(TestingModel.arn("f"));
        StartTimes start = new StartTimes(StartOrder.Waits.NONE, Time.SYSTEM);
        times.invoked(new InvocationTimes(0, 0, 0, 0, Optional.of(start)), Optional.empty());
        times.close();
    }

    @Override
    public Answer invoke(Call call, boolean wantsLog) {
        return answers.apply(call);
    }

    @Override
    public Answer run(Invocation accepted, String function) {
        throw new UnsupportedOperationException("whoever accepts events runs them, not the edge");
    }

    @Override
    public void stream(Call call, StreamedAnswer taker) {
        Answer answer = answers.apply(call);
        byte[] payload = answer.result().orElseThrow().payload();
        try {
            taker.begin(new StreamedAnswer.Head(
                    answer.executedVersion(), answer.traceHeader(), Optional.of("application/json")));
            taker.write(payload, 0, payload.length);
            taker.end(new StreamedAnswer.End(
                    Optional.empty(), answer.result().orElseThrow().logTail()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
