package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.Refusal;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcStream;
import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.wire.messages.Arn;
import dev.hearth.dataplane.wire.messages.Count;
import dev.hearth.dataplane.wire.messages.GrantEnd;
import dev.hearth.dataplane.wire.messages.GrantMessage;
import dev.hearth.dataplane.wire.messages.GrantQuestion;
import dev.hearth.dataplane.wire.messages.Key;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.PermitMessage;
import dev.hearth.dataplane.wire.messages.PermitQuestion;
import dev.hearth.dataplane.wire.messages.Provisioned;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.AccountId;
import dev.hearth.model.SandboxKey;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;

/** Lets other processes use the Worker Manager and the Counter of this one. */
public final class ManagerHandlers {
    private final WorkerManager manager;
    private final Counter counter;
    private final Time time;

    public ManagerHandlers(WorkerManager manager, Counter counter, Time time) {
        this.manager = manager;
        this.counter = counter;
        this.time = time;
    }

    public Handlers addTo(Handlers handlers) {
        return handlers.onWaiting(
                        Methods.GRANT, (caller, question) -> Errors.serving(() -> grant(question)), this::takeBack)
                .on(Methods.END_GRANT, (caller, end) -> Errors.serving(() -> end(end)))
                .onStream(Methods.KEYS, this::keys)
                .on(Methods.RETIRE, (caller, key) -> nothing(() -> manager.retire(FunctionMessages.key(key))))
                .on(
                        Methods.PROVISION,
                        (caller, question) -> nothing(() -> manager.provision(
                                FunctionMessages.version(question.getFunction()), question.getSandboxes())))
                .on(Methods.PROVISIONED, (caller, key) -> Errors.serving(() -> provisioned(FunctionMessages.key(key))))
                .on(Methods.SIZE, (caller, nothing) -> Errors.serving(() -> count(manager.size())))
                .on(Methods.DRAIN, (caller, limit) -> nothing(() -> manager.drain(Duration.ofNanos(limit.getNanos()))))
                .onWaiting(
                        Methods.ACQUIRE,
                        (caller, question) -> Errors.serving(() -> acquire(question)),
                        permit -> counter.end(GrantMessages.permit(permit)))
                .on(Methods.END_PERMIT, (caller, permit) -> nothing(() -> counter.end(GrantMessages.permit(permit))))
                .on(
                        Methods.RUNNING,
                        (caller, account) ->
                                Errors.serving(() -> count(counter.running(new AccountId(account.getId())))));
    }

    private static Nothing nothing(Runnable step) throws Refusal, InterruptedException {
        return Errors.serving(() -> {
            step.run();
            return Nothing.getDefaultInstance();
        });
    }

    private GrantMessage grant(GrantQuestion question) {
        return GrantMessages.grant(
                manager.grant(
                        FunctionMessages.version(question.getFunction()),
                        question.hasTenant() ? Optional.of(question.getTenant()) : Optional.empty(),
                        GrantMessages.kind(question.getKind())),
                time.nanos());
    }

    /** Ends a grant whose caller gave up before it got the grant. The sandbox has not been used. */
    private void takeBack(GrantMessage grant) {
        manager.end(GrantMessages.grant(grant, time.nanos()), GrantOutcome.REUSABLE);
    }

    private Nothing end(GrantEnd end) {
        manager.end(
                GrantMessages.grant(end.getGrant(), time.nanos()),
                GrantMessages.outcome(end.getHow()),
                GrantMessages.usage(end.getUsage()));
        return Nothing.getDefaultInstance();
    }

    private void keys(Peer caller, RpcStream<Key, Arn> stream) throws RpcException, InterruptedException {
        Optional<Arn> function = stream.receive();
        if (function.isPresent()) {
            for (SandboxKey key : manager.keysOf(FunctionMessages.arn(function.get()))) {
                if (!stream.send(FunctionMessages.key(key), Limits.FROM_MEMORY)) {
                    throw RpcException.late("the keys of a function were not taken");
                }
            }
        }
    }

    private Provisioned provisioned(SandboxKey version) {
        ProvisionedSandboxes state = manager.provisioned(version);
        Provisioned.Builder message = Provisioned.newBuilder().setThere(state.there());
        state.failure().ifPresent(message::setFailure);
        return message.build();
    }

    private static Count count(int count) {
        return Count.newBuilder().setCount(count).build();
    }

    private PermitMessage acquire(PermitQuestion question) {
        return GrantMessages.permit(counter.acquire(
                GrantMessages.claimant(question.getClaimant()),
                GrantMessages.capacity(question),
                GrantMessages.kind(question.getKind()),
                Duration.ofNanos(question.getTimeoutNanos())));
    }
}
