package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.OwnedCounter;
import dev.hearth.dataplane.frontend.CallEvent;
import dev.hearth.dataplane.frontend.CallStep;
import dev.hearth.dataplane.simulation.MessageNetwork.Message;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shell around the machines of calls: does each step with messages, and reports the outcome of the step. */
final class SimulatedFrontend implements Answers {
    private final OwnedCounter counter;
    private final Concurrency concurrency;
    private final Surroundings surroundings;
    private final Map<Long, Call> asking = new LinkedHashMap<>();
    private final CallList unfinished = new CallList();

    /**
     * The call that made the latest request. It is kept apart because its answer usually comes before the next request.
     */
    private @Nullable Call lastAsking;

    private long calls;
    private long asks;

    SimulatedFrontend(OwnedCounter counter, Concurrency concurrency, Surroundings surroundings) {
        this.counter = counter;
        this.concurrency = concurrency;
        this.surroundings = surroundings;
    }

    /** The calls that have a permit and have not ended. */
    List<Call> unfinished() {
        return unfinished.all();
    }

    int unfinishedCount() {
        return unfinished.size();
    }

    /** Is told the end of a call. */
    interface Caller {
        Caller NOBODY = failure -> {};

        /**
         * The call has ended.
         *
         * @param failure why the function did not run; null if it ran
         */
        void ended(@Nullable Throwable failure);
    }

    /** Begins a call. */
    void call(SimulatedFunction function, Optional<String> tenant, Caller caller) {
        Call call = new Call(++calls, function, tenant, surroundings.clock().nanos(), caller);
        bring(call, new CallEvent.Begun());
    }

    private void bring(Call call, CallEvent event) {
        List<CallStep> steps = call.machine.on(event);
        for (int i = 0; i < steps.size(); i++) {
            perform(call, steps.get(i));
        }
    }

    private void perform(Call call, CallStep step) {
        switch (step) {
            case CallStep.AcquirePermit() -> acquire(call);
            case CallStep.AskForSandbox() -> ask(call);
            case CallStep.Invoke(Grant grant) -> invoke(call, grant);
            case CallStep.EndGrant(Grant grant, GrantOutcome how, SandboxUsage usage) -> {
                call.grant = null;
                forgetPatience(call);
                tellEnded(grant, how, usage);
            }
            case CallStep.EndPermit() -> {
                counter.end(Objects.requireNonNull(call.permit, "a call without a permit"));
                unfinished.remove(call);
                surroundings.invariants().ended(call);
            }
            case CallStep.Answer() -> call.caller.ended(null);
            case CallStep.AnswerAndAwaitEnd() ->
                throw new IllegalStateException("simulated functions have no extensions");
            case CallStep.Fail(Throwable reason) -> {
                surroundings.measures().failed(reason);
                call.caller.ended(reason);
            }
        }
    }

    private void acquire(Call call) {
        try {
            call.permit = counter.acquire(
                    call.function.claimant(),
                    concurrency.capacity(call.function),
                    kind(call.function),
                    call.version.timeout());
        } catch (ServiceException refused) {
            bring(call, new CallEvent.Failed(refused));
            return;
        }
        unfinished.add(call);
        surroundings.invariants().began(call);
        bring(call, new CallEvent.Permitted());
    }

    private static InvocationKind kind(SimulatedFunction function) {
        return function.profile().identity().trigger().isAsynchronous()
                ? InvocationKind.ASYNCHRONOUS
                : InvocationKind.SYNCHRONOUS;
    }

    /** Replaces the Counter by a new one, which is told the running calls. */
    void rebuildCounter() {
        surroundings.note("the Counter begins anew");
        counter.rebuild(unfinished.all().stream()
                .map(call -> Objects.requireNonNull(call.permit, "a call without a permit"))
                .toList());
    }

    private void ask(Call call) {
        long ask = ++asks;
        call.ask = ask;
        call.askedNanos = surroundings.clock().nanos();
        lastAsking = call;
        ManagerEvent.Asked event = new ManagerEvent.Asked(ask, call.version, call.tenant, kind(call.function));
        surroundings
                .network()
                .send(Message.EXCHANGE, () -> surroundings.manager().hear(event));
        if (call.ask == ask) { // not answered synchronously
            asking.put(ask, call);
            long until = call.askedNanos + Limits.PATIENCE.toNanos();
            call.patience = surroundings.clock().at(until, () -> giveUpAsking(ask));
        }
    }

    private void giveUpAsking(long ask) {
        Call call = answered(ask);
        if (call == null) {
            return;
        }
        surroundings.note(call + " gives up ask " + ask);
        ManagerEvent.GaveUp event = new ManagerEvent.GaveUp(ask, call.version.sandboxKey(call.tenant));
        surroundings
                .network()
                .send(Message.EXCHANGE, () -> surroundings.manager().hear(event));
        bring(call, new CallEvent.Failed(noAnswer()));
    }

    private static ServiceException noAnswer() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "Nobody answered in time.");
    }

    /**
     * Ends the wait of a call for an answer.
     *
     * @return the call; null if none waits for it any more
     */
    private @Nullable Call answered(long ask) {
        Call last = lastAsking;
        Call call = last != null && last.ask == ask ? last : asking.get(ask);
        if (call != null) {
            call.ask = 0;
            if (call.patience != null) { // a timer was set
                asking.remove(ask);
                forgetPatience(call);
            }
        }
        return call;
    }

    @Override
    public void given(long ask, Grant grant) {
        Call call = answered(ask);
        if (call == null) {
            // the call does not wait for this grant any more
            tellEnded(grant, GrantOutcome.REUSABLE, SandboxUsage.NONE);
        } else {
            bring(call, new CallEvent.Granted(grant));
        }
    }

    @Override
    public void refused(long ask, ServiceException reason) {
        Call call = answered(ask);
        if (call != null) {
            bring(call, new CallEvent.Failed(reason));
        }
    }

    private void invoke(Call call, Grant grant) {
        call.grant = grant;
        if (!surroundings.rates().isNone()) {
            long most = call.version.timeout().plus(Limits.ANSWER_MARGIN).toNanos();
            call.patience =
                    surroundings.clock().at(surroundings.clock().nanos() + most, () -> giveUpRunning(call, grant));
        }
        surroundings
                .network()
                .send(
                        Message.INVOCATION,
                        () -> surroundings.fleet().of(grant.worker()).invoke(grant, call));
    }

    private void giveUpRunning(Call call, Grant grant) {
        if (grant.equals(call.grant)) {
            surroundings.note(call + " gives up " + Journal.grant(grant));
            bring(call, new CallEvent.Failed(noAnswer()));
        }
    }

    @Override
    public void ended(Call call, Grant grant, GrantOutcome how, SandboxUsage usage) {
        if (!grant.equals(call.grant)) {
            return; // the call does not wait for this answer any more
        }
        bring(
                call,
                switch (how) {
                    case REUSABLE -> new CallEvent.Ran(true, usage);
                    case SPENT -> new CallEvent.Ran(false, usage);
                    case GONE -> new CallEvent.SandboxGone();
                });
    }

    private void tellEnded(Grant grant, GrantOutcome how, SandboxUsage usage) {
        ManagerEvent.Ended event = new ManagerEvent.Ended(grant, how, usage);
        surroundings.network().send(Message.NOTE, () -> surroundings.manager().hear(event));
    }

    /** Repeats the requests that the last Worker Manager did not answer. */
    @Override
    public void managerBegan() {
        List<Call> waiting = new ArrayList<>(asking.values());
        asking.clear();
        for (Call call : waiting) {
            forgetPatience(call);
            ask(call);
        }
    }

    private static void forgetPatience(Call call) {
        if (call.patience != null) {
            call.patience.cancel();
            call.patience = null;
        }
    }
}
