package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.async.Attempt;
import dev.hearth.dataplane.async.Event;
import dev.hearth.dataplane.async.EventAction;
import dev.hearth.dataplane.async.EventMachine;
import dev.hearth.dataplane.async.EventSignal;
import dev.hearth.dataplane.async.QueueId;
import dev.hearth.dataplane.async.RetryPolicy;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.InvocationResult;
import dev.hearth.time.Timers.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process that runs events: the shell around its machine. When it dies, its claims expire after a while. */
final class SimulatedEventProcess {
    private static final byte[] NOTHING = new byte[0];

    private final int number;
    private final SimulatedEvents events;
    private final SimulatedEventStore store;
    private final Surroundings surroundings;
    private EventMachine machine = new EventMachine();
    private int life;
    private @Nullable Timer wake;

    SimulatedEventProcess(int number, SimulatedEvents events, SimulatedEventStore store, Surroundings surroundings) {
        this.number = number;
        this.events = events;
        this.store = store;
        this.surroundings = surroundings;
    }

    /** Replaces the process by a new one that knows only what is in the store. */
    void beginAnew() {
        surroundings.note("event process " + number + " begins anew");
        life++;
        machine = new EventMachine();
        begin();
    }

    void begin() {
        tell(new EventSignal.Started());
    }

    void tell(EventSignal signal) {
        for (EventAction action : machine.on(signal, surroundings.clock().now())) {
            if (action instanceof EventAction.WakeAt(Instant when)) {
                wakeAt(when);
            } else {
                // deferred until this signal has been handled, as if it came from another thread
                later(surroundings.clock().nanos(), () -> perform(action));
            }
        }
    }

    private Timer later(long nanos, Runnable task) {
        int now = life;
        return surroundings.clock().at(nanos, () -> {
            if (life == now) {
                task.run();
            }
        });
    }

    private void wakeAt(Instant when) {
        if (wake != null) {
            wake.cancel();
        }
        long nanos = Duration.between(surroundings.clock().now(), when).toNanos();
        wake = later(surroundings.clock().nanos() + nanos, () -> tell(new EventSignal.Tick()));
    }

    private void perform(EventAction action) {
        switch (action) {
            case EventAction.Claim(QueueId id, int count) -> {
                List<String> names = store.claim(this, id, count);
                tell(new EventSignal.Claimed(id, names, store.nextDue(id)));
            }
            case EventAction.Load(QueueId id, String name) ->
                tell(new EventSignal.Loaded(id, name, store.find(id, name), RetryPolicy.DEFAULT));
            case EventAction.Invoke(QueueId id, Event event) -> invoke(id, event);
            case EventAction.Remove(QueueId id, Event event, Optional<String> loss) -> {
                loss.ifPresent(what -> {
                    surroundings.note("event " + event.name() + " " + what);
                    surroundings.measures().eventLost();
                });
                store.remove(id, claim(id, event.name()));
                tell(new EventSignal.Written(id, event.name()));
            }
            case EventAction.Postpone(QueueId id, Event event) -> {
                store.postpone(id, claim(id, event.name()), event);
                tell(new EventSignal.Written(id, event.name()));
            }
            case EventAction.Renew() -> store.renew(this);
            case EventAction.Look() ->
                store.unclaimed()
                        .forEach(id -> store.nextDue(id).ifPresent(due -> tell(new EventSignal.Found(id, due))));
            case EventAction.Tell _, EventAction.Sweep _, EventAction.WakeAt _ ->
                throw surroundings.invariants().broken("events want what nothing here asks for: " + action);
        }
    }

    private void invoke(QueueId id, Event event) {
        SimulatedEventStore.Claim claim = claim(id, event.name());
        if (claim.runs) {
            throw surroundings.invariants().broken("event " + event.name() + " runs twice at once");
        }
        claim.runs = true;
        if (event.errors() == 0 && event.refusals() == 0) {
            surroundings
                    .measures()
                    .eventBegan(Duration.between(
                            event.accepted(), surroundings.clock().now()));
        }
        int now = life;
        surroundings.frontend().call(events.function(id), event.invocation().tenantId(), failure -> {
            if (life == now) {
                tell(new EventSignal.Ran(id, event.name(), attempt(failure)));
            }
        });
    }

    private static Attempt attempt(@Nullable Throwable failure) {
        if (failure == null) {
            return new Attempt.Ran("$LATEST", new InvocationResult(NOTHING, Optional.empty(), NOTHING));
        }
        return new Attempt.Refused(
                failure instanceof ServiceException refusal
                        ? refusal
                        : new ServiceException(ErrorCode.SERVICE, failure.toString()));
    }

    /** The claim of this process on an event that it runs or ends. */
    private SimulatedEventStore.Claim claim(QueueId id, String name) {
        SimulatedEventStore.Claim claim = store.claimed(id, name);
        if (claim == null || claim.owner != this) {
            throw surroundings
                    .invariants()
                    .broken("event " + name + " runs or ends in process " + number + " without a claim");
        }
        return claim;
    }
}
