package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.wire.messages.GrantEnd;
import dev.hearth.dataplane.wire.messages.GrantQuestion;
import dev.hearth.dataplane.wire.messages.Limit;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.Provision;
import dev.hearth.dataplane.wire.messages.Provisioned;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Worker Manager of another process. */
public final class RemoteWorkerManager implements WorkerManager {
    private final Caller manager;
    private final Time time;

    /** @param channel to the process; its maker closes it */
    public RemoteWorkerManager(RpcChannel channel, Time time) {
        this.manager = new Caller(channel, "The worker manager");
        this.time = time;
    }

    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind) {
        GrantQuestion.Builder question = GrantQuestion.newBuilder()
                .setFunction(FunctionMessages.version(function))
                .setKind(GrantMessages.kind(kind));
        tenant.ifPresent(question::setTenant);
        return GrantMessages.grant(manager.call(Methods.GRANT, question.build(), Limits.GRANT), time.nanos());
    }

    @Override
    public void end(Grant grant, GrantOutcome how, SandboxUsage usage) {
        Ends.tell(
                manager,
                Methods.END_GRANT,
                GrantEnd.newBuilder()
                        .setGrant(GrantMessages.grant(grant, time.nanos()))
                        .setHow(GrantMessages.outcome(how))
                        .setUsage(GrantMessages.usage(usage))
                        .build());
    }

    @Override
    public List<SandboxKey> keysOf(FunctionArn function) {
        return manager.list(Methods.KEYS, FunctionMessages.arn(function), Limits.FROM_MEMORY).stream()
                .map(FunctionMessages::key)
                .toList();
    }

    @Override
    public void retire(SandboxKey key) {
        manager.call(Methods.RETIRE, FunctionMessages.key(key), Limits.FROM_MEMORY);
    }

    @Override
    public void provision(FunctionVersion version, int sandboxes) {
        Provision question = Provision.newBuilder()
                .setFunction(FunctionMessages.version(version))
                .setSandboxes(sandboxes)
                .build();
        manager.call(Methods.PROVISION, question, Limits.FROM_MEMORY);
    }

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        Provisioned answer = manager.call(Methods.PROVISIONED, FunctionMessages.key(version), Limits.FROM_MEMORY);
        return new ProvisionedSandboxes(
                answer.getThere(), answer.hasFailure() ? Optional.of(answer.getFailure()) : Optional.empty());
    }

    @Override
    public int size() {
        return manager.call(Methods.SIZE, Nothing.getDefaultInstance(), Limits.FROM_MEMORY)
                .getCount();
    }

    @Override
    public void drain(Duration limit) {
        Limit question = Limit.newBuilder().setNanos(limit.toNanos()).build();
        manager.call(Methods.DRAIN, question, limit.plus(Limits.STOP));
    }

    /** No effect: the other process goes on. */
    @Override
    public void close() {}
}
