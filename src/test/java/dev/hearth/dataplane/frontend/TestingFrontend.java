package dev.hearth.dataplane.frontend;

import dev.hearth.model.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** Answers calls as the test says; streams the same answer as one piece. */
public record TestingFrontend(Function<Frontend.Call, Frontend.Answer> answers) implements Frontend {
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
