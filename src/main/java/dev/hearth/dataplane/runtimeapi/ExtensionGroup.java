package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of one environment and what they and the worker say to each other, without the HTTP between them.
 *
 * <pre>
 * from        event                          to            notes
 * (none)      named by the worker            STARTED       an external one
 * (none)      register                       REGISTERED    an internal one, until the runtime is ready
 * STARTED     register                       REGISTERED    under its own name
 * REGISTERED  next                           READY         waits for its first event
 * READY       invocation, if it asked        RUNNING       next returns it
 * READY       end of the environment         RUNNING       the same, if it asked
 * RUNNING     next                           READY         done with its event
 * READY       next again                     READY         the earlier wait is given up: its connection is gone
 * RUNNING     next again, not delivered      RUNNING       the same event: it can't have got the first
 * STARTED     could not be started           LAUNCH_ERROR  failure Extension.LaunchError
 * REGISTERED  init error                     INIT_ERROR    failure Extension.InitError
 * REGISTERED, READY, RUNNING
 *             exit error                     EXIT_ERROR    failure Extension.ExitError
 * any         its process ended              same, over    failure Extension.Crash, unless another was first or the
 *                                                          environment ends
 * </pre>
 *
 * <p>Every other event is refused and changes nothing. The first failure counts: all waits of the worker return then.
 */
final class ExtensionGroup implements Extensions {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TimedWait waits;
    private final Ids ids;
    private final List<Extension> all = new ArrayList<>();
    private volatile boolean none = true;
    private @Nullable Function function;
    private boolean open = true;
    private boolean ending;
    private boolean runtimeOver;
    private boolean closed;
    private @Nullable Failure failure;
    private @Nullable Extension failed;

    ExtensionGroup(Time time, Timers timers, Ids ids) {
        this.waits = new TimedWait(lock, time, timers);
        this.ids = ids;
    }

    /** One of them. */
    private static final class Extension {
        private final String name;
        private final String identifier;
        private final boolean external;
        private final Set<EventType> events = EnumSet.noneOf(EventType.class);
        private ExtensionState state;
        private Optional<String> errorType = Optional.empty();
        private @Nullable ExtensionEvent event;
        private boolean delivered;
        private boolean over;
        private long asks;

        Extension(String name, String identifier, boolean external) {
            this.name = name;
            this.identifier = identifier;
            this.external = external;
            this.state = ExtensionState.STARTED;
        }

        boolean wants(EventType type) {
            return events.contains(type);
        }
    }

    @Override
    public boolean none() {
        return none;
    }

    @Override
    public void begin(Function described, List<String> names) {
        locked(() -> {
            function = described;
            for (String name : names) {
                add(name, true);
            }
            if (all.size() > Quotas.EXTENSIONS) {
                Extension last = all.get(Quotas.EXTENSIONS);
                last.state = ExtensionState.LAUNCH_ERROR;
                last.errorType = Optional.of("TooManyExtensions");
                fail(last, "Extension.LaunchError", "ErrTooManyExtensions");
            }
            return null;
        });
    }

    private Extension add(String name, boolean external) {
        Extension extension = new Extension(name, ids.uuid(), external);
        all.add(extension);
        none = false;
        return extension;
    }

    @Override
    public Outcome awaitRegistered(Duration limit) throws InterruptedException {
        return await(extension -> extension.external && extension.state == ExtensionState.STARTED, limit, false);
    }

    @Override
    public Outcome awaitReady(Duration limit) throws InterruptedException {
        locked(() -> open = false);
        return await(
                extension -> extension.state == ExtensionState.STARTED || extension.state == ExtensionState.REGISTERED,
                limit,
                true);
    }

    @Override
    public Outcome awaitDone(Duration limit) throws InterruptedException {
        return await(
                extension -> extension.wants(EventType.INVOKE) && extension.event instanceof ExtensionEvent.Invoke,
                limit,
                false);
    }

    /** Waits until there is none of a kind. */
    private Outcome await(Predicate<Extension> unwanted, Duration limit, boolean withRuntime)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waits.await(changed, () -> isOver(withRuntime) || all.stream().noneMatch(unwanted), limit);
            if (isOver(withRuntime)) {
                return Outcome.FAILED;
            }
            return all.stream().noneMatch(unwanted) ? Outcome.DONE : Outcome.TIMED_OUT;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(boolean withRuntime) {
        return failure != null || closed || (withRuntime && runtimeOver);
    }

    @Override
    public void invoke(Invocation invocation, Instant deadline) {
        if (none) {
            return;
        }
        tell(EventType.INVOKE, new ExtensionEvent.Invoke(invocation, deadline));
    }

    @Override
    public void shutDown(ShutdownReason reason, Instant deadline) {
        locked(() -> ending = true);
        tell(EventType.SHUTDOWN, new ExtensionEvent.Shutdown(reason, deadline));
    }

    private void tell(EventType type, ExtensionEvent event) {
        locked(() -> {
            for (Extension extension : all) {
                if (extension.wants(type) && !extension.over) {
                    extension.event = event;
                    extension.delivered = false;
                }
            }
            changed.signalAll();
            return null;
        });
    }

    @Override
    public boolean awaitEnded(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Predicate<Extension> lives =
                    extension -> extension.external && extension.wants(EventType.SHUTDOWN) && !extension.over;
            waits.await(changed, () -> closed || all.stream().noneMatch(lives), limit);
            return all.stream().noneMatch(lives);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitFailed(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waits.await(changed, () -> closed || failed == null || !failed.external || failed.over, limit);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(String name, String how, boolean launched) {
        locked(() -> {
            for (Extension extension : all) {
                if (extension.external && extension.name.equals(name) && !extension.over) {
                    end(extension, how, launched);
                }
            }
            changed.signalAll();
            return null;
        });
    }

    private void end(Extension extension, String how, boolean launched) {
        extension.over = true;
        if (ending) {
            return;
        }
        if (!launched) {
            extension.state = ExtensionState.LAUNCH_ERROR;
            extension.errorType = Optional.of(how.endsWith("permission denied") ? "PermissionDenied" : "UnknownError");
            fail(extension, "Extension.LaunchError", how);
        } else if (failed == extension && failure != null) {
            failure = new Failure(failure.type(), how); // it told why, and now has ended
        } else {
            fail(extension, "Extension.Crash", how);
        }
    }

    private void fail(Extension extension, String type, String message) {
        if (failure == null) {
            failure = new Failure(type, message);
            failed = extension;
        }
        changed.signalAll();
    }

    @Override
    public void runtimeEnded() {
        locked(() -> runtimeOver = true);
        locked(() -> {
            changed.signalAll();
            return null;
        });
    }

    /** The environment is gone: nobody waits any more. */
    void close() {
        locked(() -> {
            closed = true;
            changed.signalAll();
            return null;
        });
    }

    @Override
    public Optional<Failure> failure() {
        return none ? Optional.empty() : locked(() -> Optional.ofNullable(failure));
    }

    @Override
    public boolean anyExternal() {
        return locked(() -> all.stream().anyMatch(extension -> extension.external));
    }

    @Override
    public List<Status> statuses() {
        return locked(() -> all.stream()
                .map(each -> new Status(each.name, each.state.wire(), Set.copyOf(each.events), each.errorType))
                .toList());
    }

    // the extensions' end

    /** Registers one; its identifier is in the reply. */
    ExtensionReply register(String name, Set<EventType> events) {
        return locked(() -> {
            Function described = function;
            if (described == null || closed) {
                return ExtensionReply.refused("Extension.RegistrationClosed", "Extension registration closed already");
            }
            Optional<Extension> known =
                    all.stream().filter(each -> each.name.equals(name)).findFirst();
            if (known.isEmpty() || !known.get().external) {
                return registerInternal(name, events, known.isPresent(), described);
            }
            Extension extension = known.get();
            if (extension.state != ExtensionState.STARTED) {
                return notAllowed(extension, ExtensionState.REGISTERED, name);
            }
            return registered(extension, events, described);
        });
    }

    private ExtensionReply registerInternal(String name, Set<EventType> events, boolean known, Function described) {
        if (events.contains(EventType.SHUTDOWN)) {
            return ExtensionReply.refused(
                    "Extension.InvalidEventType", "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
        }
        if (!open) {
            return ExtensionReply.refused("Extension.RegistrationClosed", "Extension registration closed already");
        }
        if (known) {
            return ExtensionReply.refused(
                    "Extension.InvalidExtensionState", "Extension with this name already registered");
        }
        if (all.size() >= Quotas.EXTENSIONS) {
            return ExtensionReply.refused(
                    "Extension.TooManyExtensions", "Extension limit (" + Quotas.EXTENSIONS + ") reached");
        }
        return registered(add(name, false), events, described);
    }

    private ExtensionReply registered(Extension extension, Set<EventType> events, Function described) {
        extension.events.addAll(events);
        extension.state = ExtensionState.REGISTERED;
        changed.signalAll();
        return new ExtensionReply.Registered(extension.identifier, described);
    }

    /** Waits, without limit, for an event. */
    ExtensionReply next(String identifier) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<Extension> found = find(identifier);
            if (found.isEmpty()) {
                return unknown(identifier);
            }
            Extension extension = found.get();
            if (!asks(extension)) {
                return notAllowed(extension, ExtensionState.READY, identifier);
            }
            long own = ++extension.asks;
            changed.signalAll();
            while (own == extension.asks && !closed && !extension.over && extension.event == null) {
                changed.await();
            }
            ExtensionEvent event = extension.event;
            if (own != extension.asks || extension.state != ExtensionState.READY || event == null) {
                return notAllowed(extension, ExtensionState.READY, identifier);
            }
            extension.state = ExtensionState.RUNNING;
            extension.delivered = true;
            return new ExtensionReply.Event(event, own);
        } finally {
            lock.unlock();
        }
    }

    /** The transition that asking is: done with the event that it has, if it has got one. */
    private boolean asks(Extension extension) {
        return switch (extension.state) {
            case REGISTERED, READY -> {
                extension.state = ExtensionState.READY;
                yield true;
            }
            case RUNNING -> {
                extension.state = ExtensionState.READY;
                if (extension.delivered) {
                    extension.event = null;
                }
                yield true;
            }
            case STARTED, INIT_ERROR, EXIT_ERROR, LAUNCH_ERROR -> false;
        };
    }

    /** The connection broke on which an event was handed over: it is handed over when the extension asks again. */
    void undelivered(String identifier, ExtensionReply.Event event) {
        locked(() -> {
            find(identifier).ifPresent(extension -> {
                if (extension.asks == event.number()) {
                    extension.delivered = false;
                }
            });
            return null;
        });
    }

    /** One could not initialise itself. */
    ExtensionReply initError(String identifier, String type) {
        return locked(() -> find(identifier)
                .map(extension -> {
                    if (extension.state == ExtensionState.REGISTERED) {
                        return fails(extension, ExtensionState.INIT_ERROR, "Extension.InitError", type);
                    }
                    return extension.state == ExtensionState.INIT_ERROR
                            ? new ExtensionReply.Accepted()
                            : notAllowed(extension, ExtensionState.INIT_ERROR, identifier);
                })
                .orElseGet(() -> ExtensionReply.refused(
                        "Extension.UnknownExtensionIdentifier", "Unknown " + ExtensionHandler.IDENTIFIER)));
    }

    /** One is about to end because of an error. */
    ExtensionReply exitError(String identifier, String type) {
        return locked(() -> find(identifier)
                .map(extension -> switch (extension.state) {
                    case REGISTERED, READY, RUNNING ->
                        fails(extension, ExtensionState.EXIT_ERROR, "Extension.ExitError", type);
                    case EXIT_ERROR -> new ExtensionReply.Accepted();
                    case STARTED, INIT_ERROR, LAUNCH_ERROR ->
                        notAllowed(extension, ExtensionState.EXIT_ERROR, identifier);
                })
                .orElseGet(() -> ExtensionReply.refused(
                        "Extension.UnknownExtensionIdentifier", "Unknown " + ExtensionHandler.IDENTIFIER)));
    }

    private ExtensionReply fails(Extension extension, ExtensionState to, String type, String told) {
        extension.state = to;
        extension.errorType = Optional.of(told);
        if (!ending) {
            fail(extension, type, told);
        }
        return new ExtensionReply.Accepted();
    }

    /** The name of the one with this identifier. */
    Optional<String> name(String identifier) {
        return locked(() -> find(identifier).map(extension -> extension.name));
    }

    private Optional<Extension> find(String identifier) {
        return all.stream()
                .filter(extension ->
                        extension.identifier.equals(identifier) && extension.state != ExtensionState.STARTED)
                .findFirst();
    }

    static ExtensionReply unknown(String identifier) {
        return ExtensionReply.refused("Extension.UnknownExtensionIdentifier", "Unknown extension " + identifier);
    }

    private static ExtensionReply notAllowed(Extension extension, ExtensionState to, String who) {
        return ExtensionReply.refused(
                "Extension.InvalidExtensionState",
                "State transition from " + extension.state.wire() + " to " + to.wire() + " failed for extension " + who
                        + ". Error: State transition is not allowed");
    }

    private <T extends @Nullable Object> T locked(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }
}
