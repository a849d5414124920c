package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.FleetView;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.Resident;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The Workers: those that join, drain, fall silent and come back. Their table is that of {@link Host}. Guarded by the
 * lock of the {@link Fleet}.
 */
final class Hosts {
    private final FleetView view;
    private final Occupancy occupancy;
    private final DueQueue<Deadline> due;
    private final Map<WorkerId, Host> hosts = new HashMap<>();

    Hosts(FleetView view, Occupancy occupancy, DueQueue<Deadline> due) {
        this.view = view;
        this.occupancy = occupancy;
        this.due = due;
    }

    Host known(WorkerId id) {
        Host host = hosts.get(id);
        if (host == null) {
            throw new IllegalStateException("placement names a worker that there is not: " + id);
        }
        return host;
    }

    void reported(WorkerReport report, long now, Outbox out) {
        WorkerId id = report.view().id();
        Host known = hosts.get(id);
        Host host = known == null ? joined(report) : known;
        boolean back = known == null || host.state == Host.State.SILENT;
        if (host.state == Host.State.SILENT) {
            host.state = Host.State.SERVING;
            view.heard(id);
        }
        boolean wasAsked = host.lookUntil.isPresent();
        host.lookUntil = OptionalLong.empty();
        measured(host, report);
        boolean drains = report.view().draining() && host.state == Host.State.SERVING;
        if (drains) {
            takeNoMore(host); // before anything is found to have stopped, and makes room
        }
        Set<SandboxId> there = new HashSet<>();
        for (Resident resident : report.sandboxes()) {
            there.add(resident.sandbox());
            compare(host, resident, back, now, out);
        }
        for (Placed sandbox : List.copyOf(host.sandboxes)) {
            if (!there.contains(sandbox.id)) {
                missing(sandbox, back, wasAsked, now, out);
            }
        }
        if (drains) {
            leave(host, out);
        }
    }

    /** Takes what a Worker says of its load and its code. */
    private void measured(Host host, WorkerReport report) {
        WorkerReport.Load load = report.load();
        if (load.memory().bytes() > 0) {
            view.measured(host.id, load.memory(), load.cpuMillis().orElse(0));
        }
        view.codeStored(host.id, report.code());
    }

    private Host joined(WorkerReport report) {
        WorkerId id = report.view().id();
        Host host = new Host(id);
        hosts.put(id, host);
        view.joined(id, report.view().zone(), report.view().memory(), report.cpuMillis());
        return host;
    }

    /** Resolves the difference between a Worker's report of a sandbox and the manager's state. */
    private void compare(Host host, Resident resident, boolean back, long now, Outbox out) {
        Placed known = occupancy.find(resident.sandbox());
        boolean starts = resident.state() == WorkerReport.State.STARTING;
        if (known == null) {
            if (starts || occupancy.isClosed()) {
                out.act(new Action.Stop(host.id, resident.sandbox())); // an earlier manager ordered its start
            } else {
                occupancy.adopt(host, resident, now, out);
            }
            return;
        }
        switch (known.state) {
            case CLEARING -> {}
            case STARTING -> {
                if (!starts) {
                    occupancy.arrive(known, now, out);
                }
            }
            case LIVE -> {
                if (back) {
                    out.send(new Message.Adopt(known.key, host.id, resident));
                }
            }
            case STOPPING -> {
                if (known.asked) {
                    occupancy.stop(known, now, out);
                }
            }
        }
    }

    /** A Worker does not report a sandbox. Ignored unless the Worker should have had the sandbox when it was asked. */
    private void missing(Placed sandbox, boolean back, boolean wasAsked, long now, Outbox out) {
        switch (sandbox.state) {
            case CLEARING -> {}
            case STARTING -> {
                if (sandbox.asked) {
                    occupancy.fail(sandbox, Occupancy.fault("The worker does not know of the sandbox."), out);
                }
            }
            case LIVE -> {
                if (back || sandbox.sinceNanos - sandbox.host.lookedNanos < 0) {
                    out.send(new Message.Ended(sandbox.key, sandbox.id));
                }
            }
            case STOPPING -> {
                // else it is being stopped, and holds its memory until the Worker says so
                if (sandbox.asked || !wasAsked) {
                    occupancy.removed(sandbox, now, out);
                }
            }
        }
    }

    /** Asks a Worker what it runs, unless an answer is still due. */
    void look(Host host, long now, Outbox out) {
        if (host.lookUntil.isEmpty()) {
            long until = now + Limits.LOOK_ANSWER.toNanos();
            host.lookedNanos = now;
            host.lookUntil = OptionalLong.of(until);
            due.add(new Deadline.Look(host), until, out);
            out.act(new Action.Look(host.id));
        }
    }

    void draining(WorkerId id, Outbox out) {
        Host host = hosts.get(id);
        if (host != null && host.state == Host.State.SERVING) {
            takeNoMore(host);
            leave(host, out);
        }
    }

    /** A draining Worker gets no new sandboxes. Starts for which room is being made there are planned again. */
    private void takeNoMore(Host host) {
        host.state = Host.State.DRAINING;
        view.drain(host.id);
        List.copyOf(host.sandboxes).stream()
                .filter(sandbox -> sandbox.state == Placed.State.CLEARING)
                .forEach(occupancy::planAnew);
    }

    void silent(WorkerId id, long now, Outbox out) {
        Host host = hosts.get(id);
        if (host != null) {
            silent(host, now, out);
        }
    }

    void silent(Host host, long now, Outbox out) {
        if (host.state == Host.State.DRAINING) {
            view.resume(host.id); // when it is back it says whether it drains
        }
        host.state = Host.State.SILENT;
        host.lookUntil = OptionalLong.empty();
        view.silent(host.id);
        leave(host, out);
        List<Placed> all = List.copyOf(host.sandboxes);
        all.stream()
                .filter(sandbox -> sandbox.start != null)
                .forEach(sandbox -> occupancy.fail(sandbox, Occupancy.fault("The worker does not answer."), out));
        all.stream()
                .filter(sandbox -> sandbox.state == Placed.State.STOPPING)
                .forEach(sandbox -> occupancy.removed(sandbox, now, out));
    }

    private static void leave(Host host, Outbox out) {
        for (Placed sandbox : host.sandboxes) {
            if (sandbox.state == Placed.State.LIVE) {
                out.send(new Message.Leave(sandbox.key, sandbox.id));
            }
        }
    }
}
