package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which events run, when, and what becomes of them: is told what has happened, and says what to do. It has no
 * thread, clock or store; used by one thread at a time.
 *
 * <p>Of each queue it knows what runs, a few names that are claimed ahead, and when the next event in the store is due.
 * An event that is claimed waits here for one of its function's {@link Slots}; when one is free, and nobody who shares
 * it comes first, goes through these states, in each of which one action for it is under way:
 *
 * <pre>
 * state    signal                                   to        action
 * (none)   a slot is free                           LOADING   Load
 * LOADING  it is gone                               (none)
 * LOADING  its function may run it                  RUNNING   Invoke
 * LOADING  its time is over                         TELLING   Tell, or Remove if nobody is to be told
 * LOADING  it has ended, but its destination waits  TELLING   Tell
 * RUNNING  it has ended                             TELLING   Tell, or Remove if nobody is to be told
 * RUNNING  it is to be tried again                  WRITING   Postpone
 * TELLING  the destination was told, or never can   WRITING   Remove
 * TELLING  the destination is throttled             WRITING   Postpone, or Remove after some hours
 * WRITING  written                                  (none)
 * any      the store failed                         the same  the same, after a while
 * RUNNING  a bug                                    WRITING   Postpone
 * TELLING  a bug                                    WRITING   Remove
 * others   a bug                                    (none)    none: its claim stays, and a next life tries again
 * </pre>
 *
 * <p>A slot that is given back goes to the accounts in turn, and in each to its functions in turn.
 */
public final class EventMachine {
    private final Map<QueueId, Backlog> backlogs = new HashMap<>();
    private final Slots slots = new Slots();
    private final Rotation rotation = new Rotation();
    private final TreeSet<Wake> wakes = new TreeSet<>();

    /** The number of claimed events, running or not. */
    private int held;

    private @Nullable Instant renewal;
    private @Nullable Instant look;
    private @Nullable Instant armed;
    private boolean stopped;

    /**
     * A wake-up.
     *
     * @param name of an event, or empty for the queue itself
     */
    private record Wake(Instant at, QueueId queue, String name) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int times = at.compareTo(other.at);
            int queues = times != 0 ? times : queue.compareTo(other.queue);
            return queues != 0 ? queues : name.compareTo(other.name);
        }
    }

    /** Decides the actions for a signal. */
    public List<EventAction> on(EventSignal signal, Instant now) {
        List<EventAction> actions = new ArrayList<>();
        switch (signal) {
            case EventSignal.Started() -> {
                look = now.plus(Limits.LOOK);
                actions.add(new EventAction.Look());
            }
            case EventSignal.Stopped() -> stopped = true;
            case EventSignal.Tick() -> tick(now, actions);
            case EventSignal.Accepted(QueueId queue) -> due(queue, now, now, actions);
            case EventSignal.Found(QueueId queue, Instant due) -> due(queue, due, now, actions);
            case EventSignal.Claimed claimed -> claimed(claimed, now, actions);
            case EventSignal.ClaimFailed(QueueId queue) -> claimFailed(queue, now, actions);
            case EventSignal.Deleted(QueueId queue) -> deleted(queue, now, actions);
            case EventSignal.Swept(QueueId queue, boolean more) -> swept(queue, more, now, actions);
            case EventSignal.SweepFailed(QueueId queue) -> sleep(backlog(queue), now.plus(Limits.AFTER_FAILURE));
            case EventSignal.Loaded loaded -> loaded(loaded, now, actions);
            case EventSignal.Ran ran -> ran(ran, now, actions);
            case EventSignal.Told told -> told(told, now, actions);
            case EventSignal.Written(QueueId queue, String name) -> written(queue, name, now, actions);
            case EventSignal.Failed(QueueId queue, String name) -> failed(queue, name, now);
            case EventSignal.Broken(QueueId queue, String name) -> broken(queue, name, now, actions);
        }
        arm(now, actions);
        return actions;
    }

    /** Whether no event runs and no action is under way. */
    public boolean isIdle() {
        return backlogs.values().stream().allMatch(backlog -> backlog.running.isEmpty() && !backlog.claiming);
    }

    /** The number of events that have a slot. */
    public int running() {
        return slots.taken();
    }

    /** The number of queues with state in memory. */
    public int queues() {
        return backlogs.size();
    }

    private Backlog backlog(QueueId id) {
        return backlogs.computeIfAbsent(id, absent -> new Backlog(id, slots.open(id)));
    }

    private void due(QueueId queue, Instant due, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(queue);
        backlog.due(due, now);
        goOn(backlog, now, actions);
    }

    private void claimed(EventSignal.Claimed claimed, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(claimed.queue());
        backlog.claiming = false;
        if (!stopped && !backlog.deleted) {
            for (String name : claimed.names()) {
                // a running event never begins a second time, even if another process took over its claim
                if (!backlog.running.containsKey(name) && !backlog.claimed.contains(name)) {
                    backlog.claimed.add(name);
                    held++;
                }
            }
        }
        claimed.next().ifPresent(next -> backlog.due(next, now));
        goOn(backlog, now, actions);
    }

    private void claimFailed(QueueId queue, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(queue);
        backlog.claiming = false;
        backlog.storeFailed(now);
        goOn(backlog, now, actions);
    }

    private void deleted(QueueId queue, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(queue);
        if (!backlog.deleted) {
            backlog.deleted = true;
            held -= backlog.claimed.size();
            backlog.claimed.clear();
            actions.add(new EventAction.Sweep(queue));
            goOn(backlog, now, actions);
        }
    }

    private void swept(QueueId queue, boolean more, Instant now, List<EventAction> actions) {
        if (more) {
            actions.add(new EventAction.Sweep(queue));
            return;
        }
        Backlog backlog = backlog(queue);
        backlog.deleted = false;
        backlog.more = false;
        backlog.nextDue = null;
        goOn(backlog, now, actions);
    }

    /** Begins events of a queue as far as possible, orders a claim for more, and sets its wake-up. */
    private void goOn(Backlog backlog, Instant now, List<EventAction> actions) {
        backlog.passed(now);
        while (!stopped && backlog.isReady() && slots.mayTake(backlog.hand)) {
            begin(backlog, actions);
        }
        int count = stopped ? 0 : backlog.toClaim();
        if (count > 0) {
            backlog.claiming = true;
            backlog.more = false;
            actions.add(new EventAction.Claim(backlog.id, count));
        }
        rotation.set(backlog, !backlog.claimed.isEmpty());
        sleep(backlog, backlog.deleted ? null : backlog.nextChange());
        if (backlog.isIdle()) {
            slots.close(backlog.hand);
            backlogs.remove(backlog.id);
        }
    }

    private void begin(Backlog backlog, List<EventAction> actions) {
        String name = backlog.claimed.remove();
        EventAction load = new EventAction.Load(backlog.id, name);
        backlog.running.put(name, new Backlog.Task(slots.take(backlog.hand), load));
        actions.add(load);
    }

    /** Continues other queues after a slot was given back. */
    private void goOn(Instant now, List<EventAction> actions) {
        while (!stopped) {
            Optional<Backlog> next = rotation.next(backlog -> backlog.isReady() && slots.mayTake(backlog.hand));
            if (next.isEmpty()) {
                return;
            }
            begin(next.get(), actions);
            goOn(next.get(), now, actions);
        }
    }

    private void loaded(EventSignal.Loaded loaded, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(loaded.queue());
        if (loaded.event().isEmpty()) {
            end(backlog, loaded.name(), now, actions);
            return;
        }
        Event event = loaded.event().get();
        Backlog.Task task = task(backlog, loaded.name());
        task.event = event;
        task.policy = loaded.policy();
        if (event.report().isPresent()) {
            act(
                    task,
                    new EventAction.Tell(backlog.id, event, event.report().get().target(), Optional.empty()),
                    actions);
        } else if (Retries.isTooOld(event, task.policy, now)) {
            backlog.resume(); // events that are too old are not refused but end at once
            ended(
                    backlog,
                    task,
                    event,
                    new EventAction.EventOutcome(Retries.Condition.AGE_EXCEEDED, Optional.empty()),
                    actions);
        } else {
            act(task, new EventAction.Invoke(backlog.id, event), actions);
        }
    }

    private void ran(EventSignal.Ran ran, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(ran.queue());
        Backlog.Task task = task(backlog, ran.name());
        Event event = event(task);
        switch (ran.attempt()) {
            case Attempt.Ran ignored -> backlog.succeeded();
            case Attempt.Refused ignored -> backlog.refused(now);
            case Attempt.Impossible ignored -> {}
        }
        Optional<Attempt> last = Optional.of(ran.attempt());
        switch (Retries.after(event, ran.attempt(), task.policy, now)) {
            case Retries.Next.Done() ->
                ended(backlog, task, event, new EventAction.EventOutcome(Retries.Condition.SUCCESS, last), actions);
            case Retries.Next.GivenUp(Retries.Condition condition) ->
                ended(backlog, task, event, new EventAction.EventOutcome(condition, last), actions);
            case Retries.Next.Again(Event retried) -> postpone(backlog, task, retried, actions);
        }
        goOn(backlog, now, actions);
    }

    private static void ended(
            Backlog backlog,
            Backlog.Task task,
            Event event,
            EventAction.EventOutcome ending,
            List<EventAction> actions) {
        boolean success = ending.condition() == Retries.Condition.SUCCESS;
        Optional<String> target = success ? task.policy.onSuccess() : task.policy.onFailure();
        Optional<String> loss = success
                ? Optional.empty()
                : Optional.of("was given up: " + ending.condition().wire());
        act(
                task,
                target.<EventAction>map(arn -> new EventAction.Tell(backlog.id, event, arn, Optional.of(ending)))
                        .orElseGet(() -> new EventAction.Remove(backlog.id, event, loss)),
                actions);
    }

    private void told(EventSignal.Told told, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(told.queue());
        Backlog.Task task = task(backlog, told.name());
        Event event = event(task);
        if (!told.again() || !(task.doing instanceof EventAction.Tell telling)) {
            act(task, new EventAction.Remove(backlog.id, event, Optional.empty()), actions);
            return;
        }
        Event reporting = event.report().isPresent()
                ? event
                : event.reporting(new PendingDelivery(telling.target(), now), told.record());
        Instant next = now.plus(Retries.backoff(reporting.refusals(), Limits.AFTER_REFUSAL_MOST));
        if (next.isAfter(reporting.report().orElseThrow().ended().plus(Limits.REPORTING))) {
            Optional<String> loss = Optional.of("could not be told to " + telling.target() + ", which is throttled");
            act(task, new EventAction.Remove(backlog.id, event, loss), actions);
        } else {
            postpone(backlog, task, reporting.afterRefusal(next), actions);
        }
    }

    private static void postpone(Backlog backlog, Backlog.Task task, Event later, List<EventAction> actions) {
        task.event = later;
        act(task, new EventAction.Postpone(backlog.id, later), actions);
    }

    private static void act(Backlog.Task task, EventAction action, List<EventAction> actions) {
        task.doing = action;
        actions.add(action);
    }

    private void written(QueueId queue, String name, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(queue);
        Backlog.Task task = task(backlog, name);
        if (task.doing instanceof EventAction.Postpone(QueueId same, Event later)) {
            backlog.due(later.due(), now);
        }
        end(backlog, name, now, actions);
    }

    private void end(Backlog backlog, String name, Instant now, List<EventAction> actions) {
        Backlog.Task task = task(backlog, name);
        backlog.running.remove(name);
        slots.giveBack(backlog.hand, task.slot);
        held--;
        goOn(now, actions);
        goOn(backlog, now, actions);
    }

    private void failed(QueueId queue, String name, Instant now) {
        Backlog.Task task = task(backlog(queue), name);
        task.failed = true;
        wakes.add(new Wake(now.plus(Limits.AFTER_FAILURE), queue, name));
    }

    /**
     * Ends an event that can't be read or written, so that it does not hold a slot for ever and does not run a second
     * time.
     */
    private void broken(QueueId queue, String name, Instant now, List<EventAction> actions) {
        Backlog backlog = backlog(queue);
        Backlog.Task task = task(backlog, name);
        Event event = task.event;
        if (event == null || task.doing instanceof EventAction.Postpone || task.doing instanceof EventAction.Remove) {
            end(backlog, name, now, actions);
        } else if (task.doing instanceof EventAction.Tell) {
            // the function has run, so that a failure to report it does not make it run again
            act(
                    task,
                    new EventAction.Remove(queue, event, Optional.of("could not be told of, because of a bug")),
                    actions);
        } else {
            postpone(backlog, task, event.at(now.plus(Limits.AFTER_REFUSAL_MOST)), actions);
        }
    }

    private void tick(Instant now, List<EventAction> actions) {
        armed = null;
        while (!wakes.isEmpty() && !wakes.getFirst().at().isAfter(now)) {
            Wake wake = wakes.removeFirst();
            Backlog backlog = backlogs.get(wake.queue());
            if (backlog == null) {
                continue;
            }
            Backlog.Task task = backlog.running.get(wake.name());
            if (task != null && task.failed) {
                task.failed = false;
                actions.add(task.doing);
            } else if (wake.name().isEmpty()) {
                backlog.wake = null;
                woken(backlog, now, actions);
            }
        }
        if (renewal != null && !renewal.isAfter(now)) {
            renewal = null;
            if (held > 0) {
                actions.add(new EventAction.Renew());
            }
        }
        if (look != null && !look.isAfter(now)) {
            look = now.plus(Limits.LOOK);
            if (!stopped) {
                actions.add(new EventAction.Look());
            }
        }
    }

    private void woken(Backlog backlog, Instant now, List<EventAction> actions) {
        if (backlog.deleted) {
            actions.add(new EventAction.Sweep(backlog.id));
        } else {
            goOn(backlog, now, actions);
        }
    }

    /** Sets the wake-up of a queue; none without a time. */
    private void sleep(Backlog backlog, @Nullable Instant until) {
        if (backlog.wake != null) {
            wakes.remove(new Wake(backlog.wake, backlog.id, ""));
        }
        backlog.wake = until;
        if (until != null) {
            wakes.add(new Wake(until, backlog.id, ""));
        }
    }

    /** Orders the next wake-up. */
    private void arm(Instant now, List<EventAction> actions) {
        if (held > 0 && renewal == null) {
            renewal = now.plus(Limits.RENEWAL);
        }
        Instant first = earlier(
                earlier(renewal, look),
                wakes.isEmpty() ? null : wakes.getFirst().at());
        if (first != null && (armed == null || first.isBefore(armed))) {
            armed = first;
            actions.add(new EventAction.WakeAt(first));
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private static Backlog.Task task(Backlog backlog, String name) {
        Backlog.Task task = backlog.running.get(name);
        if (task == null) {
            throw new IllegalStateException("the event does not run: " + name);
        }
        return task;
    }

    private static Event event(Backlog.Task task) {
        Event event = task.event;
        if (event == null) {
            throw new IllegalStateException("the event is not loaded");
        }
        return event;
    }
}
