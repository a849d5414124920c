package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.Removal;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes of one key, and the requests that wait for one. The life of a sandbox here:
 *
 * <pre>
 * from      event                          to        what is done
 * (none)    ask, fewer start than wait     STARTING  the fleet is told that one is wanted
 * (none)    ask, function grows too fast   (none)    the request is refused
 * (none)    a call is expected             STARTING  likewise
 * STARTING  arrived, somebody waits        BUSY      the next waiter is given it
 * STARTING  arrived, nobody waits          IDLE
 * STARTING  arrived, retired               (none)    stopped
 * STARTING  no room found in its time      STARTING  if the longest waiter has waited for less than that
 * STARTING  failed                         (none)    the next waiter is refused if more wait than start
 * STARTING  about to begin, not needed     (none)    only while more start than wait: the others suffice
 * IDLE      ask                            BUSY      the most recently used first, so that the surplus grows old
 * IDLE      kept for long enough, retired  (none)    stopped
 * IDLE      evicted                        (none)    stopped, then another one gets its room
 * IDLE      as old as sandboxes get        (none)    stopped
 * IDLE      ended by itself                (none)
 * BUSY      ended reusable, somebody waits BUSY      the next waiter is given it
 * BUSY      ended reusable, nobody waits   IDLE
 * BUSY      ended reusable, retired        (none)    stopped; so is one that is as old as sandboxes get
 * BUSY      ended by itself, Worker leaves BUSY      leaving: stopped when its invocation ends, however that ends
 * BUSY      ended otherwise                (none)    stopped
 * BUSY      until is over                  OVERDUE   its Worker is asked what it does ({@link GrantedSandboxes})
 * OVERDUE   ended, or its Worker says so   as BUSY   the news of the end was lost
 * OVERDUE   its Worker says that it runs   OVERDUE   it is asked again; stopped after twice the time
 * </pre>
 *
 * <p>A pool may have a floor, a number of provisioned sandboxes. These are started ahead of requests, and are granted
 * first:
 *
 * <pre>
 * from          event                           to            what is done
 * (none)        floor set, too few              PROVISIONING  as many are wanted as lack
 * PROVISIONING  arrived, somebody waits         BUSY          the next waiter is given it
 * PROVISIONING  arrived, nobody waits           READY
 * PROVISIONING  arrived, above the floor        (none)        stopped
 * PROVISIONING  failed                          (none)        wanted again after a while
 * PROVISIONING  about to begin, above the floor (none)
 * READY         ask                             BUSY
 * READY         ended by itself                 (none)        wanted again after a while
 * READY         floor set: too many, retired    (none)        stopped
 * READY         as old as sandboxes get         (none)        stopped, wanted again after a while
 * BUSY          ended reusable                  as above, or READY, or stopped if above the floor
 * BUSY          ended otherwise                 (none)        stopped, wanted again after a while
 * </pre>
 *
 * <p>Synchronous requests are served before asynchronous ones, and in each kind the longest waiter first. At any time
 * at least as many sandboxes start as requests wait: each waiter has a start of its own, whichever sandbox it gets in
 * the end. A pool starts no more sandboxes for requests than it has waiters, and each waiter holds a permit of the
 * Counter.
 */
final class Pool {
    private final Shard shard;
    private final SandboxKey key;
    private FunctionVersion function;

    /** What its sandboxes use. */
    final LearnedUsage usage;

    private final SandboxList idle = new SandboxList();
    private final SandboxList ready = new SandboxList();
    private final GrantedSandboxes busy = new GrantedSandboxes();
    private final Waiters waiters = new Waiters();
    private int starting;
    private final Floor floor = new Floor();
    private boolean retired;
    private OptionalLong preWarmAt = OptionalLong.empty();

    /** Whether, and at which time at the earliest, the shard looks at this pool. */
    private boolean isDue;

    private long dueNanos;

    Pool(Shard shard, SandboxKey key, FunctionVersion function, LearnedUsage usage) {
        this.shard = shard;
        this.key = key;
        this.function = function;
        this.usage = usage;
    }

    SandboxKey key() {
        return key;
    }

    void ask(long ask, FunctionVersion asked, InvocationKind kind, long now, Outbox out) {
        function = asked;
        shard.policy.arrived(key, busyAndStarting(), now);
        preWarmAt = OptionalLong.empty();
        PooledSandbox free = free(now, out);
        if (free != null) {
            give(free, ask, now, out);
            return;
        }
        boolean start = starting <= waiters.size();
        if (start && !shard.scaling.take(key.arn(), now)) {
            out.act(new ManagerAction.Refuse(ask, Refusals.scalingTooFast()));
            return;
        }
        long until = now + shard.waitNanos;
        waiters.add(ask, kind, until);
        remind(until, out);
        if (start) {
            starting++;
            out.send(new Message.Wanted(new PendingStart(key, function, PendingStart.Purpose.of(kind), usage)));
        }
    }

    private @Nullable PooledSandbox free(long now, Outbox out) {
        PooledSandbox provisioned = newest(ready, now, out);
        return provisioned != null ? provisioned : newest(idle, now, out);
    }

    private @Nullable PooledSandbox newest(SandboxList list, long now, Outbox out) {
        for (PooledSandbox newest = list.newest(); newest != null && newest.isWorn(now); newest = list.newest()) {
            dropUnused(newest, Removal.EXPIRED, now, out);
        }
        return list.takeNewest();
    }

    private void give(PooledSandbox sandbox, long ask, long now, Outbox out) {
        Grant grant = shard.grant(sandbox, now + longest());
        busy.add(sandbox, grant);
        shard.noteChange(sandbox);
        remind(grant.untilNanos(), out);
        out.act(new ManagerAction.Give(ask, grant));
    }

    /** The longest duration of a grant. */
    private long longest() {
        return function.timeout().toNanos() + Limits.GRANT_MARGIN.toNanos();
    }

    /** A request gives up. Its start goes on, and the sandbox becomes idle. */
    void giveUp(long ask, Outbox out) {
        if (waiters.remove(ask)) {
            out.act(new ManagerAction.Refuse(ask, Refusals.gaveUp()));
        }
    }

    void end(PooledSandbox sandbox, GrantOutcome how, long now, Outbox out) {
        busy.remove(sandbox);
        if (how == GrantOutcome.REUSABLE && !sandbox.leaving) {
            place(sandbox, now, out);
        } else {
            drop(sandbox, now, out);
        }
    }

    /** A free sandbox is granted to the next waiter, kept idle, or dropped. */
    private void place(PooledSandbox sandbox, long now, Outbox out) {
        if (sandbox.isWorn(now)) {
            drop(sandbox, now, out); // each waiter has a start of its own
            return;
        }
        OptionalLong next = waiters.takeNext();
        if (next.isPresent()) {
            give(sandbox, next.getAsLong(), now, out);
            return;
        }
        boolean kept = sandbox.isProvisioned() ? !floor.hasSurplus() : !retired;
        if (!kept) {
            drop(sandbox, now, out);
            return;
        }
        sandbox.idleSinceNanos = now;
        if (sandbox.isProvisioned()) {
            ready.add(sandbox);
            remind(sandbox.wornAtNanos(), out);
            return;
        }
        idle.add(sandbox);
        shard.policy.becameIdle(key, busyAndStarting(), now);
        shard.noteChange(sandbox);
        remind(keepUntil(sandbox), out);
        shard.tellIfSought(sandbox, out);
    }

    private long keepUntil(PooledSandbox sandbox) {
        long until = shard.policy.keepUntil(key, sandbox.kind, sandbox.idleSinceNanos);
        return sandbox.wornAtNanos() - until < 0 ? sandbox.wornAtNanos() : until;
    }

    private int busyAndStarting() {
        return busy.size() + starting;
    }

    /** Whether a start that is about to begin is still needed. If not, the pool no longer expects it. */
    boolean needs(PendingStart start) {
        boolean needed = switch (start.purpose()) {
            case CALL, ASYNCHRONOUS_CALL -> starting <= waiters.size();
            case PRE_WARM -> !retired && idle.isEmpty() && busy.isEmpty();
            case FLOOR -> floor.needsStart();
        };
        if (!needed) {
            noLongerExpected(start);
        }
        return needed;
    }

    private void noLongerExpected(PendingStart start) {
        switch (start.purpose()) {
            case CALL, ASYNCHRONOUS_CALL, PRE_WARM -> {
                if (starting <= 0) {
                    throw new IllegalStateException("no start is under way in this pool");
                }
                starting--;
            }
            case FLOOR -> floor.endStart();
        }
    }

    void arrived(PendingStart start, PooledSandbox sandbox, long costNanos, long now, Outbox out) {
        noLongerExpected(start);
        switch (start.purpose()) {
            case CALL, ASYNCHRONOUS_CALL -> {}
            case PRE_WARM -> sandbox.kind = IdleKind.PRE_WARMED;
            case FLOOR -> floor.arrived();
        }
        shard.policy.started(key, usage.expected().memory(), costNanos, now);
        place(sandbox, now, out);
    }

    void failed(PendingStart start, ServiceException reason, long now, Outbox out) {
        noLongerExpected(start);
        switch (start.purpose()) {
            case CALL, ASYNCHRONOUS_CALL, PRE_WARM -> {
                if (waiters.size() > starting) {
                    out.act(new ManagerAction.Refuse(waiters.takeRefused(start.kind()), reason));
                }
            }
            case FLOOR -> floor.failed(reason.getMessage());
        }
        replaceLater(now, out);
    }

    /** A start has found no room in its time. If that began before the request waits that it is for, it seeks on. */
    void noRoom(PendingStart start, ServiceException reason, long now, Outbox out) {
        OptionalLong end = start.isForCall() ? waiters.endOfRefused(start.kind()) : OptionalLong.empty();
        long until = end.orElse(now) - shard.waitNanos + shard.roomNanos;
        if (end.isPresent() && starting <= waiters.size() && !isOver(until, now)) {
            out.send(new Message.Seek(start, until));
        } else {
            failed(start, reason, now, out);
        }
    }

    /** Adopts a sandbox that a Worker reports, in the state of the report. */
    void adopt(PooledSandbox sandbox, SandboxReport resident, long now, Outbox out) {
        if (sandbox.isProvisioned()) {
            floor.adopted();
        }
        Optional<Grant> running = resident.state() == WorkerReport.State.BUSY ? resident.grant() : Optional.empty();
        if (running.isPresent()) {
            Grant old = running.get();
            busy.add(sandbox, new Grant(old.id(), old.worker(), old.sandbox(), old.epoch(), now + longest()));
            remind(now + longest(), out);
        } else if (sandbox.isProvisioned() && !retired) {
            sandbox.idleSinceNanos = now; // kept for a while without a floor, which may be set soon
            ready.add(sandbox);
            remind(keepUntil(sandbox), out);
        } else {
            place(sandbox, now, out);
        }
    }

    /** Forgets a sandbox that is in no list any more, and has it stopped. */
    private void drop(PooledSandbox sandbox, long now, Outbox out) {
        remove(sandbox, now, out);
        out.send(new Message.Dropped(sandbox.id));
    }

    private void remove(PooledSandbox sandbox, long now, Outbox out) {
        shard.forget(sandbox);
        if (sandbox.isProvisioned()) {
            floor.left();
            replaceLater(now, out);
        }
    }

    /** A sandbox has ended by itself. Its invocation, if it runs one, ends by the Worker's answer. */
    void ended(PooledSandbox sandbox, long now, Outbox out) {
        if (leaves(sandbox, now, out)) {
            out.send(new Message.Forgotten(sandbox.id));
        }
    }

    /** A sandbox must leave its Worker: now, or when its invocation ends. */
    void leave(PooledSandbox sandbox, long now, Outbox out) {
        if (leaves(sandbox, now, out)) {
            out.send(new Message.Dropped(sandbox.id));
        }
    }

    private boolean leaves(PooledSandbox sandbox, long now, Outbox out) {
        if (busy.contains(sandbox)) {
            sandbox.leaving = true;
            return false;
        }
        takeUnused(sandbox, Removal.GONE, now, out);
        return true;
    }

    /** What the Worker of a sandbox whose grant is overdue says of it: empty if it is not there. */
    void looked(PooledSandbox sandbox, Optional<WorkerReport.State> found, long now, Outbox out) {
        if (!busy.isOverdue(sandbox)) {
            return;
        }
        switch (found.orElse(WorkerReport.State.SPENT)) {
            case IDLE -> end(sandbox, GrantOutcome.REUSABLE, now, out);
            case SPENT -> end(sandbox, GrantOutcome.SPENT, now, out);
            case STARTING, BUSY -> {
                if (isOver(busy.until(sandbox) + longest(), now)) {
                    end(sandbox, GrantOutcome.SPENT, now, out);
                }
            }
        }
    }

    boolean isEvictable(PooledSandbox sandbox) {
        return sandbox.list == idle;
    }

    /** Evicts a sandbox if it is idle; false if it is not. */
    boolean evict(PooledSandbox sandbox, long now, Outbox out) {
        if (sandbox.list != idle) {
            return false;
        }
        takeUnused(sandbox, Removal.EVICTED, now, out);
        return true;
    }

    private void takeUnused(PooledSandbox sandbox, Removal why, long now, Outbox out) {
        boolean provisioned = sandbox.list == ready;
        (provisioned ? ready : idle).remove(sandbox);
        remove(sandbox, now, out);
        if (provisioned) {
            return;
        }
        shard.policy.removed(key, why, sandbox.idleSinceNanos, now);
        if (!retired && idle.isEmpty() && busy.isEmpty() && starting == 0) {
            preWarmAt = shard.policy.preWarmAt(key);
            preWarmAt.ifPresent(when -> remind(when, out));
        }
    }

    /** Keeps no sandbox from now on. Waiting requests are still served. */
    void retire(long now, Outbox out) {
        retired = true;
        floor.set(0);
        preWarmAt = OptionalLong.empty();
        dropAll(ready, now, out);
        dropAll(idle, now, out);
    }

    private void dropAll(SandboxList list, long now, Outbox out) {
        for (PooledSandbox sandbox = list.oldest(); sandbox != null; sandbox = list.oldest()) {
            dropUnused(sandbox, Removal.GONE, now, out);
        }
    }

    private void dropUnused(PooledSandbox sandbox, Removal why, long now, Outbox out) {
        takeUnused(sandbox, why, now, out);
        out.send(new Message.Dropped(sandbox.id));
    }

    /** Serves no request any more: waiting ones are refused, busy sandboxes are stopped too. */
    void close(ServiceException reason, long now, Outbox out) {
        retire(now, out);
        waiters.takeAll(ask -> out.act(new ManagerAction.Refuse(ask, reason)));
        for (PooledSandbox sandbox = busy.takeOldest(); sandbox != null; sandbox = busy.takeOldest()) {
            drop(sandbox, now, out);
        }
    }

    void setFloor(FunctionVersion version, int count, long now, Outbox out) {
        function = version;
        floor.set(retired ? 0 : count);
        // starts beyond the floor need no stop: they are refused when they ask for confirmation, or dropped on arrival
        for (PooledSandbox surplus = ready.oldest(); surplus != null && floor.hasSurplus(); surplus = ready.oldest()) {
            dropUnused(surplus, Removal.EXPIRED, now, out);
        }
        provision(out);
    }

    private void provision(Outbox out) {
        floor.replaced();
        while (floor.lacksAny()) {
            floor.beginStart();
            out.send(new Message.Wanted(new PendingStart(key, function, PendingStart.Purpose.FLOOR, usage)));
        }
    }

    private void replaceLater(long now, Outbox out) {
        if (floor.lacksAny() && floor.replaceAt().isEmpty() && !shard.isEnding()) {
            long when = now + floor.replacementDelay().toNanos();
            floor.replaceAt(when);
            remind(when, out);
        }
    }

    ProvisionedSandboxes provisioned() {
        return floor.state();
    }

    /** Whether this is the earliest time at which the shard is to look at this pool. */
    boolean isDueAt(long nanos) {
        return isDue && dueNanos == nanos;
    }

    private void remind(long nanos, Outbox out) {
        if (!isDue || nanos - dueNanos < 0) {
            isDue = true;
            dueNanos = nanos;
            shard.remind(this, nanos, out);
        }
    }

    /** Handles all timeouts up to now. */
    void onTime(long now, Outbox out) {
        isDue = false;
        waiters.takeExpired(
                now, ask -> out.act(new ManagerAction.Refuse(ask, Refusals.waitedTooLong(shard.waitNanos))));
        busy.askWorkers(now, out);
        expire(idle, now, out);
        expire(ready, now, out);
        if (isOver(floor.replaceAt(), now)) {
            provision(out);
        }
        if (isOver(preWarmAt, now)) {
            preWarmAt = OptionalLong.empty();
            if (!shard.isEnding()) {
                starting++;
                out.send(new Message.Wanted(new PendingStart(key, function, PendingStart.Purpose.PRE_WARM, usage)));
            }
        }
        remindOfNext(out);
    }

    private void remindOfNext(Outbox out) {
        waiters.firstEnd().ifPresent(when -> remind(when, out));
        busy.nextQuestion().ifPresent(when -> remind(when, out));
        floor.replaceAt().ifPresent(when -> remind(when, out));
        preWarmAt.ifPresent(when -> remind(when, out));
    }

    private void expire(SandboxList list, long now, Outbox out) {
        PooledSandbox sandbox = list.oldest();
        while (sandbox != null) {
            PooledSandbox behind = sandbox.newer;
            long until = list == ready && !floor.hasSurplus() ? sandbox.wornAtNanos() : keepUntil(sandbox);
            if (isOver(until, now)) {
                dropUnused(sandbox, Removal.EXPIRED, now, out);
            } else {
                remind(until, out);
            }
            sandbox = behind;
        }
    }

    private static boolean isOver(OptionalLong nanos, long now) {
        return nanos.isPresent() && isOver(nanos.getAsLong(), now);
    }

    private static boolean isOver(long nanos, long now) {
        return nanos - now <= 0;
    }

    boolean isEmpty() {
        boolean unused = idle.isEmpty() && ready.isEmpty() && requests() == 0;
        return unused && starting == 0 && floor.isEmpty() && preWarmAt.isEmpty();
    }

    /** The number of running and waiting requests. */
    int requests() {
        return busy.size() + waiters.size();
    }
}
