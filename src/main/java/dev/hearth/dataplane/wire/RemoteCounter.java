package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.wire.messages.Account;
import dev.hearth.model.AccountId;
import java.time.Duration;

/** The Counter of another process. */
public final class RemoteCounter implements Counter {
    private final Caller counter;

    /** @param channel to the process; its maker closes it */
    public RemoteCounter(RpcChannel channel) {
        this.counter = new Caller(channel, "The counter");
    }

    @Override
    public Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
        return GrantMessages.permit(counter.call(
                Methods.ACQUIRE, GrantMessages.question(claimant, capacity, kind, timeout), Limits.FROM_MEMORY));
    }

    @Override
    public void end(Permit permit) {
        Ends.tell(counter, Methods.END_PERMIT, GrantMessages.permit(permit));
    }

    @Override
    public int running(AccountId account) {
        return counter.call(
                        Methods.RUNNING,
                        Account.newBuilder().setId(account.value()).build(),
                        Limits.FROM_MEMORY)
                .getCount();
    }
}
