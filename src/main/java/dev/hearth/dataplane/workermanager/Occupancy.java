package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.FleetView;
import dev.hearth.dataplane.placement.Plan;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes that hold room on Workers, and their lifecycle. Its table is that of {@link PlacedSandbox}. Guarded by
 * the lock of the {@link Fleet}.
 */
final class Occupancy {
    private static final int ID_DIGITS = 32;

    private final long epoch;
    private final Ids ids;
    private final FleetView view;
    private final StartQueue starts;
    private final DueQueue<Deadline> due;
    private final Map<SandboxId, PlacedSandbox> placed = new HashMap<>();
    private boolean closed;

    Occupancy(long epoch, Ids ids, FleetView view, StartQueue starts, DueQueue<Deadline> due) {
        this.epoch = epoch;
        this.ids = ids;
        this.view = view;
        this.starts = starts;
        this.due = due;
    }

    @Nullable
    PlacedSandbox find(SandboxId id) {
        return placed.get(id);
    }

    boolean isClosed() {
        return closed;
    }

    int size() {
        return (int) placed.values().stream().filter(PlacedSandbox::isThere).count();
    }

    // starts

    /** Plans a confirmed start, and begins it if there is room, or evictions make room. */
    void place(PendingStart start, Hosts hosts, long now, Outbox out) {
        if (closed) {
            starts.turnEnded(start);
            out.send(new Message.Failed(start, Refusals.shuttingDown()));
            return;
        }
        starts.decide(start, now, out).ifPresent(plan -> carryOut(plan, hosts.known(plan.worker()), start, now, out));
        if (start.roomUntil.isPresent()) {
            due.add(new Deadline.Room(start), start.roomUntil.getAsLong(), out);
        }
    }

    /** A start that has found no room goes on seeking it. */
    void seek(PendingStart start, long untilNanos, Outbox out) {
        if (closed) {
            out.send(new Message.Failed(start, Refusals.shuttingDown()));
            return;
        }
        starts.seekAgain(start, untilNanos);
        due.add(new Deadline.Room(start), untilNanos, out);
    }

    private void carryOut(Plan plan, Host host, PendingStart start, long now, Outbox out) {
        PlacedSandbox sandbox =
                new PlacedSandbox(new SandboxId(ids.hex(ID_DIGITS)), start.key(), host, PlacedSandbox.State.CLEARING);
        sandbox.start = start;
        add(sandbox);
        view.placed(
                sandbox.id,
                host.id,
                start.demand(),
                plan.evictions()); // so that no other start plans to evict the same sandboxes
        if (plan.evictions().isEmpty()) {
            begin(sandbox, now, out);
            return;
        }
        Message.Room room = new Message.Room(sandbox.id, plan.evictions().size());
        for (SandboxId victim : plan.evictions()) {
            PlacedSandbox known = placed.get(victim);
            if (known == null) {
                throw new IllegalStateException("placement evicts a sandbox that there is not: " + victim);
            }
            out.send(new Message.Evict(known.key, victim, room));
        }
    }

    /** Orders the Worker to start a sandbox that has room and a turn. */
    private void begin(PlacedSandbox sandbox, long now, Outbox out) {
        PendingStart start = begun(sandbox);
        sandbox.state = PlacedSandbox.State.STARTING;
        sandbox.sinceNanos = now;
        limitAnswer(sandbox, now + startAnswer(start).toNanos(), out);
        out.act(new ManagerAction.Start(
                sandbox.host.id,
                new StartOrder(
                        sandbox.id, start.function(), start.key().tenant(), start.type(), epoch, start.waits(now))));
    }

    /** The time in which a Worker must have started a sandbox. A provisioned one may have a long init. */
    private static Duration startAnswer(PendingStart start) {
        Duration timeout = start.function().timeout();
        Duration usual = InitializationType.ON_DEMAND.initLimit(timeout);
        return Limits.START_ANSWER.plus(start.type().initLimit(timeout)).minus(usual);
    }

    /** A sandbox has started. */
    void arrive(PlacedSandbox sandbox, long now, Outbox out) {
        if (sandbox.endedEarly) {
            fail(sandbox, fault("The sandbox ended as soon as it had started."), out);
            return;
        }
        PendingStart start = begun(sandbox);
        starts.turnEnded(start);
        sandbox.state = PlacedSandbox.State.LIVE;
        sandbox.start = null;
        sandbox.asked = false;
        sandbox.answerUntil = OptionalLong.empty();
        long cost = now - sandbox.sinceNanos;
        sandbox.sinceNanos = now;
        view.codeStored(sandbox.host.id, start.function().program().code().sha256());
        out.send(new Message.Arrived(start, sandbox.id, sandbox.host.id, cost, start.expected()));
        if (sandbox.host.state == Host.State.DRAINING) {
            out.send(new Message.Leave(sandbox.key, sandbox.id));
        }
    }

    /** A placed start has failed. It is tried once more if the platform was at fault. */
    void fail(PlacedSandbox sandbox, ServiceException reason, Outbox out) {
        PendingStart start = begun(sandbox);
        forget(sandbox);
        starts.turnEnded(start);
        start.attempts++;
        boolean again = reason.code().category() == ErrorCategory.PLATFORM && start.attempts < Limits.START_ATTEMPTS;
        if (again && !closed) {
            starts.addAgain(start);
        } else {
            out.send(new Message.Failed(start, reason));
        }
    }

    /** Gives up a start. */
    private void abandon(PlacedSandbox sandbox, ServiceException reason, long now, Outbox out) {
        PendingStart start = begun(sandbox);
        starts.turnEnded(start);
        out.send(new Message.Failed(start, reason));
        stop(sandbox, now, out);
    }

    PlacedSandbox adopt(Host host, SandboxReport resident, long now, Outbox out) {
        PlacedSandbox sandbox = new PlacedSandbox(resident.sandbox(), resident.key(), host, PlacedSandbox.State.LIVE);
        sandbox.sinceNanos = now;
        add(sandbox);
        view.placed(sandbox.id, host.id, PendingStart.demand(resident));
        out.send(new Message.Adopt(sandbox.key, host.id, resident));
        return sandbox;
    }

    // room for others

    void evicted(SandboxId id, Message.Room room, long now, Outbox out) {
        PlacedSandbox victim = placed.get(id);
        if (victim != null) {
            victim.room = room;
            stop(victim, now, out);
        }
    }

    /** A sandbox that was to be evicted is busy or gone: the start is planned again. */
    void notEvicted(Message.Room room, Hosts hosts, long now, Outbox out) {
        PlacedSandbox sandbox = placed.get(room.sandbox);
        if (room.cancelled || sandbox == null) {
            return;
        }
        room.cancelled = true;
        PendingStart start = begun(sandbox);
        forget(sandbox);
        place(start, hosts, now, out);
    }

    /** A start whose room is being made on a draining Worker is planned again. */
    void planAnew(PlacedSandbox sandbox) {
        PendingStart start = begun(sandbox);
        forget(sandbox);
        starts.turnEnded(start);
        starts.addAgain(start);
    }

    // stops

    void dropped(SandboxId id, long now, Outbox out) {
        PlacedSandbox sandbox = placed.get(id);
        if (sandbox != null && sandbox.state == PlacedSandbox.State.LIVE) {
            stop(sandbox, now, out);
        }
    }

    void forgotten(SandboxId id) {
        PlacedSandbox sandbox = placed.get(id);
        if (sandbox != null) {
            forget(sandbox);
        }
    }

    /** Orders a sandbox to be stopped. A silent Worker gets no order. */
    void stop(PlacedSandbox sandbox, long now, Outbox out) {
        sandbox.start = null;
        sandbox.asked = false;
        sandbox.state = PlacedSandbox.State.STOPPING;
        if (sandbox.host.state == Host.State.SILENT) {
            removed(sandbox, now, out);
            return;
        }
        limitAnswer(sandbox, now + Limits.STOP_ANSWER.toNanos(), out);
        out.act(new ManagerAction.Stop(sandbox.host.id, sandbox.id));
    }

    /** A stopped sandbox no longer runs on its Worker. The start that waits for its room goes on. */
    void removed(PlacedSandbox sandbox, long now, Outbox out) {
        forget(sandbox);
        Message.Room room = sandbox.room;
        if (room != null && !room.cancelled) {
            room.open--;
            PlacedSandbox next = placed.get(room.sandbox);
            if (room.open == 0 && next != null) {
                begin(next, now, out);
            }
        }
    }

    /** The answer about a start or a stop is overdue: its Worker is asked. */
    void unanswered(PlacedSandbox sandbox, Hosts hosts, long now, Outbox out) {
        if (sandbox.state == PlacedSandbox.State.STARTING && sandbox.asked) {
            abandon(sandbox, fault("The worker did not say whether the sandbox had started."), now, out);
            return;
        }
        sandbox.asked = true;
        limitAnswer(sandbox, now + Limits.STOP_ANSWER.toNanos(), out);
        hosts.look(sandbox.host, now, out);
    }

    /** The manager closes. Sandboxes that start are stopped; pools drop the others. */
    void close(ServiceException reason, long now, Outbox out) {
        closed = true;
        for (PlacedSandbox sandbox : List.copyOf(placed.values())) {
            switch (sandbox.state) {
                case CLEARING -> fail(sandbox, reason, out);
                case STARTING -> abandon(sandbox, reason, now, out);
                case LIVE, STOPPING -> {}
            }
        }
    }

    // what all have in common

    private void add(PlacedSandbox sandbox) {
        placed.put(sandbox.id, sandbox);
        sandbox.host.sandboxes.add(sandbox);
    }

    private void forget(PlacedSandbox sandbox) {
        placed.remove(sandbox.id);
        sandbox.host.sandboxes.remove(sandbox);
        view.removed(sandbox.id);
    }

    private void limitAnswer(PlacedSandbox sandbox, long untilNanos, Outbox out) {
        sandbox.answerUntil = OptionalLong.of(untilNanos);
        due.add(new Deadline.Answer(sandbox), untilNanos, out);
    }

    private static PendingStart begun(PlacedSandbox sandbox) {
        PendingStart start = sandbox.start;
        if (start == null) {
            throw new IllegalStateException("sandbox " + sandbox.id + " has started already");
        }
        return start;
    }

    static ServiceException fault(String message) {
        return new ServiceException(ErrorCode.SERVICE, message);
    }
}
