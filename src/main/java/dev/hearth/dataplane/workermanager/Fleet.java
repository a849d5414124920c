package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.FleetView;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all shards share: the Workers ({@link Hosts}), the room that sandboxes hold there ({@link Occupancy}), and the
 * starts that look for a place ({@link StartQueue}). A call that finds an idle sandbox does not come here.
 *
 * <p>Its lock is held briefly. Under it only {@link Placement} is called, which is pure.
 */
final class Fleet {
    private final int part;
    private final FleetView view = new FleetView();
    private final StartQueue starts;
    private final Occupancy occupancy;
    private final Hosts hosts;
    private final DueQueue<Deadline> due;
    private final ReentrantLock lock = new ReentrantLock();

    /** The latest time at which the starts that wait for a turn are looked at again. */
    private OptionalLong turnAwaited = OptionalLong.empty();

    /** Whether the shards are to report sandboxes that become idle. The shards read it without the lock. */
    private volatile boolean seeking;

    Fleet(int part, long epoch, Placement placement, WorkerManagerConfiguration configuration, Ids ids) {
        this.part = part;
        this.due = new DueQueue<>(part, this::isDue);
        this.starts = new StartQueue(view, placement, configuration);
        this.occupancy = new Occupancy(epoch, ids, view, starts, due);
        this.hosts = new Hosts(view, occupancy, due);
    }

    boolean isSeeking() {
        return seeking;
    }

    /** Its number among the parts of the manager. */
    int part() {
        return part;
    }

    void hear(ManagerEvent.FromWorker event, long now, Outbox out) {
        lock.lock();
        try {
            switch (event) {
                case ManagerEvent.Started(WorkerId worker, SandboxId id) -> started(worker, id, now, out);
                case ManagerEvent.StartFailed(WorkerId _, SandboxId id, ServiceException reason) -> {
                    PlacedSandbox sandbox = occupancy.find(id);
                    if (sandbox != null && sandbox.state == PlacedSandbox.State.STARTING) {
                        occupancy.fail(sandbox, reason, out);
                    }
                }
                case ManagerEvent.Stopped(WorkerId _, SandboxId id) -> {
                    PlacedSandbox sandbox = occupancy.find(id);
                    if (sandbox != null && sandbox.state == PlacedSandbox.State.STOPPING) {
                        occupancy.removed(sandbox, now, out);
                    }
                }
                case ManagerEvent.SandboxGone(WorkerId _, SandboxId id) -> gone(id, now, out);
                case ManagerEvent.WorkerReported(WorkerReport report) -> hosts.reported(report, now, out);
                case ManagerEvent.WorkerDraining(WorkerId worker) -> hosts.draining(worker, out);
                case ManagerEvent.WorkerSilent(WorkerId worker) -> hosts.silent(worker, now, out);
            }
            settle(now, out);
        } finally {
            lock.unlock();
        }
    }

    private void started(WorkerId worker, SandboxId id, long now, Outbox out) {
        PlacedSandbox sandbox = occupancy.find(id);
        if (sandbox == null) {
            out.act(new ManagerAction.Stop(worker, id)); // its start was given up
        } else if (sandbox.state == PlacedSandbox.State.STARTING) {
            occupancy.arrive(sandbox, now, out);
        }
    }

    private void gone(SandboxId id, long now, Outbox out) {
        PlacedSandbox sandbox = occupancy.find(id);
        if (sandbox != null) {
            switch (sandbox.state) {
                case CLEARING -> {}
                case STARTING -> sandbox.endedEarly = true;
                case LIVE -> out.send(new Message.Ended(sandbox.key, id));
                case STOPPING -> occupancy.removed(sandbox, now, out);
            }
        }
    }

    void tell(Message.ToFleet message, long now, Outbox out) {
        lock.lock();
        try {
            switch (message) {
                case Message.Wanted(PendingStart start) -> {
                    if (occupancy.isClosed()) {
                        out.send(new Message.Failed(start, Refusals.shuttingDown()));
                    } else {
                        starts.add(start, now, out);
                    }
                }
                case Message.Needed(PendingStart start) -> occupancy.place(start, hosts, now, out);
                case Message.Unneeded(PendingStart start) -> starts.turnEnded(start);
                case Message.Seek(PendingStart start, long untilNanos) -> occupancy.seek(start, untilNanos, out);
                case Message.Evicted(SandboxId id, Message.Room room) -> occupancy.evicted(id, room, now, out);
                case Message.NotEvicted(SandboxId _, Message.Room room) -> occupancy.notEvicted(room, hosts, now, out);
                case Message.Overdue(SandboxKey key, SandboxId id) -> overdue(key, id, now, out);
                case Message.Dropped(SandboxId id) -> occupancy.dropped(id, now, out);
                case Message.Forgotten(SandboxId id) -> occupancy.forgotten(id);
                case Message.Idle(SandboxId id, double value, boolean _) -> view.becameIdle(id, value);
                case Message.Busy(SandboxId id) -> view.becameBusy(id);
                case Message.Expect(SandboxId id, LearnedUsage.Expected usage) ->
                    view.expect(id, usage.memory(), usage.cpuMillis());
                case Message.Collected() ->
                    starts.takeUndecided().forEach(start -> occupancy.place(start, hosts, now, out));
            }
            boolean more = message instanceof Message.Idle idle && idle.more();
            if (!more) {
                settle(now, out);
            }
        } finally {
            lock.unlock();
        }
    }

    private void overdue(SandboxKey key, SandboxId id, long now, Outbox out) {
        PlacedSandbox sandbox = occupancy.find(id);
        if (sandbox == null || sandbox.state != PlacedSandbox.State.LIVE || sandbox.host.state == Host.State.SILENT) {
            out.send(new Message.Looked(key, id, Optional.empty()));
        } else {
            sandbox.overdue = true;
            hosts.look(sandbox.host, now, out);
        }
    }

    void onTime(long now, Outbox out) {
        lock.lock();
        try {
            for (Deadline over = due.poll(now); over != null; over = due.poll(now)) {
                switch (over) {
                    case Deadline.Answer(PlacedSandbox sandbox) -> occupancy.unanswered(sandbox, hosts, now, out);
                    case Deadline.Look(Host host) -> hosts.silent(host, now, out);
                    case Deadline.RegularLook(Host host) -> hosts.lookRegularly(host, now, out);
                    case Deadline.Room(PendingStart start) -> starts.giveUp(start, out);
                    case Deadline.Turn() -> turnAwaited = OptionalLong.empty();
                }
            }
            settle(now, out);
            due.awake(now, out);
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue(Deadline deadline, long nanos) {
        return switch (deadline) {
            case Deadline.Answer(PlacedSandbox sandbox) ->
                is(sandbox.answerUntil, nanos) && occupancy.find(sandbox.id) == sandbox;
            case Deadline.Look(Host host) -> is(host.lookUntil, nanos);
            case Deadline.RegularLook(Host _) -> !occupancy.isClosed();
            case Deadline.Room(PendingStart start) -> starts.isSoughtUntil(start, nanos);
            case Deadline.Turn() -> true;
        };
    }

    private static boolean is(OptionalLong time, long nanos) {
        return time.isPresent() && time.getAsLong() == nanos;
    }

    /** Begins the starts that have room and a turn now, and orders a wake-up for the others. */
    private void settle(long now, Outbox out) {
        starts.goOn(now, out);
        OptionalLong nextTurn = starts.nextTurn();
        if (nextTurn.isPresent() && !nextTurn.equals(turnAwaited)) {
            due.add(new Deadline.Turn(), nextTurn.getAsLong(), out);
            turnAwaited = nextTurn;
        }
        seeking = starts.seeks();
    }

    void close(ServiceException reason, long now, Outbox out) {
        lock.lock();
        try {
            starts.close(reason, out);
            occupancy.close(reason, now, out);
        } finally {
            lock.unlock();
        }
    }

    boolean knows(SandboxId sandbox) {
        lock.lock();
        try {
            return occupancy.find(sandbox) != null;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return occupancy.size();
        } finally {
            lock.unlock();
        }
    }
}
