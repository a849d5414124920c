package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.FleetView;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The Workers: they join, drain, become silent and return. The table of transitions is that of {@link Host}. Guarded by
 * the lock of the {@link Fleet}.
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
        Host host = known == null ? joined(report, now, out) : known;
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
            takeNoMore(host); // first, so that room of stopped sandboxes there is not used
        }
        host.reports++;
        List<SandboxReport> unknown = new ArrayList<>();
        for (SandboxReport resident : report.sandboxes()) {
            PlacedSandbox sandbox = occupancy.find(resident.sandbox());
            if (sandbox != null) {
                sandbox.reportedIn = host.reports;
                compare(sandbox, resident, back, now, out);
            } else if (back && isAdoptable(resident)) {
                occupancy.adopt(host, resident, now, out).reportedIn = host.reports;
            } else {
                unknown.add(resident);
            }
        }
        stopUnknown(host, unknown, now, out);
        List<PlacedSandbox> missing = new ArrayList<>();
        for (PlacedSandbox sandbox : host.sandboxes) {
            if (sandbox.reportedIn != host.reports) {
                missing.add(sandbox);
            }
        }
        missing.forEach(sandbox -> missing(sandbox, back, wasAsked, now, out));
        if (drains) {
            leave(host, out);
        }
    }

    /** Updates the view with a Worker's report of its load and its code. */
    private void measured(Host host, WorkerReport report) {
        WorkerReport.Load load = report.load();
        if (load.memory().bytes() > 0) {
            view.measured(host.id, load.memory(), load.cpuMillis().orElse(0));
        }
        view.codeStored(host.id, report.code());
    }

    private Host joined(WorkerReport report, long now, Outbox out) {
        WorkerId id = report.view().id();
        Host host = new Host(id);
        hosts.put(id, host);
        view.joined(id, report.view().zone(), report.view().memory(), report.cpuMillis());
        long part = hosts.size() % Limits.LOOK_PARTS;
        long spread = Limits.LOOK_EVERY.toNanos() / Limits.LOOK_PARTS * part;
        due.add(new Deadline.RegularLook(host), now + Limits.LOOK_EVERY.toNanos() + spread, out);
        return host;
    }

    /**
     * Whether a sandbox of an earlier manager can be adopted. One that is starting can't, because its Worker may never
     * report the end of the start.
     */
    private boolean isAdoptable(SandboxReport resident) {
        boolean usable = switch (resident.state()) {
            case STARTING, SPENT -> false;
            case IDLE, BUSY -> true;
        };
        return usable && !occupancy.isClosed();
    }

    private void stopUnknown(Host host, List<SandboxReport> residents, long now, Outbox out) {
        Map<SandboxId, Long> before = host.unknown;
        host.unknown = residents.isEmpty() ? Map.of() : new HashMap<>();
        for (SandboxReport resident : residents) {
            long since = before.getOrDefault(resident.sandbox(), now);
            host.unknown.put(resident.sandbox(), since);
            boolean stop = occupancy.isClosed()
                    || switch (resident.state()) {
                        case STARTING -> true;
                        case IDLE, SPENT -> now - since >= Limits.UNKNOWN_GRACE.toNanos();
                        case BUSY -> false;
                    };
            if (stop) {
                out.act(new ManagerAction.Stop(host.id, resident.sandbox()));
            }
        }
    }

    /** Resolves the difference between a Worker's report of a sandbox and the manager's state. */
    private void compare(PlacedSandbox known, SandboxReport resident, boolean back, long now, Outbox out) {
        switch (known.state) {
            case CLEARING -> {}
            case STARTING -> {
                if (resident.state() != WorkerReport.State.STARTING) {
                    occupancy.arrive(known, now, out);
                }
            }
            case LIVE -> {
                if (back) {
                    out.send(new Message.Adopt(known.key, known.host.id, resident));
                }
                answerOverdue(known, Optional.of(resident.state()), out);
            }
            case STOPPING -> {
                if (known.asked) {
                    occupancy.stop(known, now, out);
                }
            }
        }
    }

    /** A Worker does not report a sandbox. Ignored unless the Worker should have had the sandbox when it was asked. */
    private void missing(PlacedSandbox sandbox, boolean back, boolean wasAsked, long now, Outbox out) {
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
                    answerOverdue(sandbox, Optional.empty(), out);
                }
            }
            case STOPPING -> {
                // otherwise it is being stopped, and holds its memory until the Worker's answer
                if (sandbox.asked || !wasAsked) {
                    occupancy.removed(sandbox, now, out);
                }
            }
        }
    }

    private static void answerOverdue(PlacedSandbox sandbox, Optional<WorkerReport.State> found, Outbox out) {
        if (sandbox.overdue) {
            sandbox.overdue = false;
            out.send(new Message.Looked(sandbox.key, sandbox.id, found));
        }
    }

    /**
     * Asks a Worker that was not asked for a while. This finds a Worker that is silent or has returned, and unknown
     * sandboxes.
     */
    void lookRegularly(Host host, long now, Outbox out) {
        look(host, now, out);
        due.add(new Deadline.RegularLook(host), now + Limits.LOOK_EVERY.toNanos(), out);
    }

    /** Asks a Worker for a report, unless an answer is still due. */
    void look(Host host, long now, Outbox out) {
        if (host.lookUntil.isEmpty()) {
            long until = now + Limits.LOOK_ANSWER.toNanos();
            host.lookedNanos = now;
            host.lookUntil = OptionalLong.of(until);
            due.add(new Deadline.Look(host), until, out);
            out.act(new ManagerAction.Look(host.id));
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
                .filter(sandbox -> sandbox.state == PlacedSandbox.State.CLEARING)
                .forEach(occupancy::planAnew);
    }

    void silent(WorkerId id, long now, Outbox out) {
        Host host = hosts.get(id);
        if (host != null) {
            silent(host, now, out);
        }
    }

    void silent(Host host, long now, Outbox out) {
        host.lookUntil = OptionalLong.empty();
        if (host.state == Host.State.SILENT) {
            return;
        }
        if (host.state == Host.State.DRAINING) {
            view.resume(host.id); // its next report tells whether it drains
        }
        host.state = Host.State.SILENT;
        view.silent(host.id);
        leave(host, out);
        List<PlacedSandbox> all = List.copyOf(host.sandboxes);
        all.forEach(sandbox -> answerOverdue(sandbox, Optional.empty(), out));
        all.stream()
                .filter(sandbox -> sandbox.start != null)
                .forEach(sandbox -> occupancy.fail(sandbox, Occupancy.fault("The worker does not answer."), out));
        all.stream()
                .filter(sandbox -> sandbox.state == PlacedSandbox.State.STOPPING)
                .forEach(sandbox -> occupancy.removed(sandbox, now, out));
    }

    private static void leave(Host host, Outbox out) {
        for (PlacedSandbox sandbox : host.sandboxes) {
            if (sandbox.state == PlacedSandbox.State.LIVE) {
                out.send(new Message.Leave(sandbox.key, sandbox.id));
            }
        }
    }
}
