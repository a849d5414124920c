package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The latest events of a simulation. They are formatted only when they are read. */
final class Journal {
    private static final int ID_DIGITS = 6;

    private final Object[] entries = new Object[Limits.JOURNAL];
    private final long[] times = new long[Limits.JOURNAL];
    private long count;

    /** Adds an event, an action, or a remark. */
    void add(long nanos, Object entry) {
        int place = (int) (count++ % entries.length);
        entries[place] = entry;
        times[place] = nanos;
    }

    /** The last entries, the newest last. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long number = Math.max(0, count - entries.length); number < count; number++) {
            int place = (int) (number % entries.length);
            lines.add(String.format(Locale.ROOT, "%16.6f s  %s", times[place] / 1e9, describe(entries[place])));
        }
        return lines;
    }

    private static String describe(Object entry) {
        return switch (entry) {
            case ManagerEvent event -> "manager hears: " + event(event);
            case ManagerAction action -> "manager says: " + action(action);
            default -> entry.toString();
        };
    }

    private static String event(ManagerEvent event) {
        return switch (event) {
            case ManagerEvent.Asked(var ask, var function, var tenant, var _) ->
                "ask " + ask + " for " + name(function)
                        + tenant.map(whose -> " of " + whose).orElse("");
            case ManagerEvent.GaveUp(var ask, var key) -> "ask " + ask + " was given up";
            case ManagerEvent.Ended(var grant, var how, var _) -> grant(grant) + " ended, " + how;
            case ManagerEvent.Started(var worker, var sandbox) -> sandbox(sandbox) + " on " + worker + " started";
            case ManagerEvent.StartFailed(var worker, var sandbox, var reason) ->
                sandbox(sandbox) + " on " + worker + " did not start: " + reason.getMessage();
            case ManagerEvent.Stopped(var worker, var sandbox) -> sandbox(sandbox) + " on " + worker + " stopped";
            case ManagerEvent.SandboxGone(var worker, var sandbox) -> sandbox(sandbox) + " on " + worker + " is gone";
            case ManagerEvent.WorkerReported(var report) -> {
                StringBuilder text = new StringBuilder(report.view().id() + " runs");
                report.sandboxes()
                        .forEach(resident -> text.append(' ')
                                .append(sandbox(resident.sandbox()))
                                .append('=')
                                .append(resident.state())
                                .append(resident.grant()
                                        .map(grant -> "(" + grant.id() + ")")
                                        .orElse("")));
                yield text.toString();
            }
            case ManagerEvent.FloorSet(var function, var sandboxes) ->
                sandboxes + " of " + name(function) + " are provisioned";
            default -> event.toString();
        };
    }

    private static String action(ManagerAction action) {
        return switch (action) {
            case ManagerAction.Give(var ask, var grant) -> "ask " + ask + " gets " + grant(grant);
            case ManagerAction.Refuse(var ask, var reason) -> "ask " + ask + " is refused: " + reason.getMessage();
            case ManagerAction.Start(var worker, StartOrder order) ->
                "start " + sandbox(order.sandbox()) + " on " + worker + " for " + name(order.function());
            case ManagerAction.Stop(var worker, var sandbox) -> "stop " + sandbox(sandbox) + " on " + worker;
            case ManagerAction.Look(var worker) -> "look at " + worker;
            case ManagerAction.WakeAt(var part, var nanos) ->
                String.format(Locale.ROOT, "wake part %d at %.6f s", part, nanos / 1e9);
        };
    }

    static String grant(Grant grant) {
        return "grant " + grant.epoch() + "/" + grant.id() + " of " + sandbox(grant.sandbox()) + " on "
                + grant.worker();
    }

    static String sandbox(SandboxId sandbox) {
        return "sandbox "
                + sandbox.value()
                        .substring(0, Math.min(ID_DIGITS, sandbox.value().length()));
    }

    private static String name(FunctionVersion function) {
        return function.arn().name() + " " + function.revisionId();
    }
}
