package dev.hearth.dataplane.frontend;

import dev.hearth.base.store.Store;
import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseSink;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Optional;

/**
 * Serves Invoke in this process: resolves the name, checks the request, and runs it as {@link CallMachine} says.
 */
public final class LocalFrontend implements Frontend {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final byte[] NOTHING = {};

    private final FunctionNames names;
    private final FunctionCache functions;
    private final CallRunner calls;
    private final AcceptedEvents events;
    private final Time time;
    private final Ids ids;
    private final TimedCalls timed;
    private final TraceSampling sampling = new TraceSampling();

    public LocalFrontend(
            FunctionNames names,
            Store store,
            CallRunner calls,
            AcceptedEvents events,
            Time time,
            Ids ids,
            TimedCalls timed) {
        this.names = names;
        this.functions = new FunctionCache(store);
        this.calls = calls;
        this.events = events;
        this.time = time;
        this.ids = ids;
        this.timed = timed;
    }

    @Override
    public CallTimes begin(String requestId) {
        return timed.begin(requestId);
    }

    @Override
    public Answer invoke(Call call, boolean wantsLog) {
        if (call.type() == InvocationType.EVENT) {
            RequestChecks.checkEventSize(call.payload());
        }
        FunctionArn invoked = names.resolve(call.account(), call.function(), call.qualifier());
        Target target = target(invoked);
        Target.Choice choice = target.pick(ids::fraction);
        FunctionVersion version = choice.callable();
        RequestChecks.checkTenant(version, call.tenantId());
        String sent = traceHeader(call, version);
        // an event's turn is counted when it runs
        boolean runs = call.type() == InvocationType.REQUEST_RESPONSE || call.type() == InvocationType.BATCH;
        String trace = runs ? target.loop().enter(sent) : sent;
        return switch (call.type()) {
            case REQUEST_RESPONSE, BATCH -> {
                boolean batch = call.type() == InvocationType.BATCH;
                InvocationKind kind = batch ? InvocationKind.ASYNCHRONOUS : InvocationKind.SYNCHRONOUS;
                boolean leavesEarly = !wantsLog && !batch;
                Invocation invocation = invocation(call, invoked, trace);
                InvocationResult result = runWhole(choice, kind, invocation, call.times(), leavesEarly);
                yield new Answer(OK, version.version(), trace, Optional.of(result));
            }
            case DRY_RUN -> new Answer(NO_CONTENT, version.version(), trace, Optional.empty());
            case EVENT -> {
                events.accept(invocation(call, invoked, trace), choice.function());
                yield new Answer(ACCEPTED, version.version(), trace, Optional.empty());
            }
        };
    }

    @Override
    public Answer run(Invocation accepted, String function) {
        Target target = target(accepted.invokedArn());
        Target.Choice choice = target.pick(ids::fraction);
        if (!choice.function().equals(function)) {
            throw FunctionErrors.notFound(accepted.invokedArn()); // a later function of the same name
        }
        String version = choice.callable().version();
        Invocation invocation = accepted.withTraceHeader(target.loop().enter(accepted.traceHeader()));
        try (CallTimes times = begin(accepted.requestId())) {
            InvocationResult result = runWhole(choice, InvocationKind.ASYNCHRONOUS, invocation, times, false);
            return new Answer(OK, version, invocation.traceHeader(), Optional.of(result));
        }
    }

    @Override
    public void stream(Call call, StreamedAnswer answer) {
        if (call.type() != InvocationType.REQUEST_RESPONSE) {
            throw new IllegalArgumentException("only an answer that is waited for can be streamed: " + call.type());
        }
        FunctionArn invoked = names.resolve(call.account(), call.function(), call.qualifier());
        Target target = target(invoked);
        Target.Choice choice = target.pick(ids::fraction);
        FunctionVersion version = choice.callable();
        RequestChecks.checkTenant(version, call.tenantId());
        String trace = target.loop().enter(traceHeader(call, version));
        Invocation invocation = invocation(call, invoked, trace);
        CallTimes times = call.times().handOver(); // the invocation may last longer than the caller's thread is here
        new StreamedRun(answer, version.version(), trace).run("stream of " + call.requestId(), sink -> {
            try (times) {
                Worker.Completion end = run(choice, InvocationKind.SYNCHRONOUS, invocation, sink, times);
                return new InvocationResult(NOTHING, end.functionError(), end.logTail());
            }
        });
    }

    private String traceHeader(Call call, FunctionVersion version) {
        return TraceHeader.of(
                call.traceHeader(),
                () -> version.configuration().tracesActively()
                        && sampling.samples(time.now().getEpochSecond(), ids::fraction),
                time,
                ids);
    }

    private Target target(FunctionArn invoked) {
        return functions
                .find(invoked)
                .orElseThrow(() -> FunctionErrors.notFound(
                        invoked.qualified(invoked.qualifier().orElse(FunctionArn.LATEST))));
    }

    private static Invocation invocation(Call call, FunctionArn invoked, String trace) {
        return new Invocation(
                call.requestId(),
                RequestChecks.payload(call.payload()),
                invoked,
                trace,
                RequestChecks.clientContext(call.clientContext()),
                Optional.empty(),
                call.tenantId());
    }

    /** Runs an invocation whose caller waits for all of its answer. */
    private InvocationResult runWhole(
            Target.Choice choice, InvocationKind kind, Invocation invocation, CallTimes times, boolean leavesEarly) {
        GatheringSink sink = new GatheringSink(leavesEarly);
        Worker.Completion end = run(choice, kind, invocation, sink, times);
        return new InvocationResult(sink.payload(), end.functionError(), end.logTail());
    }

    private Worker.Completion run(
            Target.Choice choice, InvocationKind kind, Invocation invocation, ResponseSink sink, CallTimes times) {
        FunctionVersion version = choice.callable();
        times.checked(version.arn());
        Capacity capacity = choice.capacity(functions.withheld(version.arn().account()));
        try {
            return calls.run(new CallRunner.Job(version, choice.claimant(), capacity, kind, invocation, sink, times));
        } catch (ServiceException e) {
            times.failed(e.code().wire());
            throw e;
        }
    }
}
