package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is received from which queue, which batches run, and what becomes of their messages: it is told what has
 * happened, and says what to do. It has no thread, clock or connection, and is used by one thread at a time.
 *
 * <p>A poller gathers one batch, has it processed, and has the messages deleted that were processed:
 *
 * <pre>
 * from       signal                                  to         action
 * (none)     the mapping may have one more batch     RECEIVING  Receive
 * RECEIVING  no message, as before                   RECEIVING  Receive; (none) if another poller receives
 * RECEIVING  messages, and the batch may grow        RECEIVING  Receive, for the rest of the window
 * RECEIVING  messages that make a batch              RUNNING    Run; QUEUED if no slot is free
 * RECEIVING  the server failed                       (none)     none; a batch that was begun runs
 * QUEUED     a slot is free                          RUNNING    Run
 * QUEUED     the messages are soon visible again     (none)     none
 * RUNNING    processed, at least in part             DELETING   Delete; (none) if all messages failed
 * RUNNING    the function failed, or can't run       (none)     none: the messages are visible again after a while
 * RUNNING    throttled, or the platform failed       THROTTLED  none; (none) if the messages are soon visible again
 * THROTTLED  its time has come                       RUNNING    Run
 * DELETING   deleted                                 (none)
 * DELETING   not deleted                             UNDELETED  none; (none) after some attempts
 * UNDELETED  its time has come                       DELETING   Delete
 * RECEIVING  the mapping is stopped                  (none)     Cancel, and Release of what was received
 * QUEUED, THROTTLED  the mapping is stopped          (none)     Release
 * </pre>
 *
 * <p>A mapping has one poller that receives while its queue has few messages. As long as receptions are full, it has as
 * many as its width, which begins at five, grows by the minute while the queue is deep, and is halved by a throttle.
 *
 * <p>A batch runs in one of the slots that all mappings share. A mapping gets another slot only while it has fewer than
 * are free, so that there is room for others.
 */
final class PollerMachine {
    private final Map<String, Source> sources = new LinkedHashMap<>();

    /** Batches that have no slot yet, in the order of their receptions. */
    private final Deque<Waiting> queued = new ArrayDeque<>();

    private final long budget;
    private long numbers;
    private int taken;
    private @Nullable Instant armed;

    private record Waiting(Source source, Poller poller) {}

    /** @param budget while messages of more bytes than this are held, mappings that hold some receive no more */
    PollerMachine(long budget) {
        this.budget = budget;
    }

    /** What is to be done now that this has happened. */
    List<PollerAction> on(PollerSignal signal, Instant now) {
        List<PollerAction> actions = new ArrayList<>();
        switch (signal) {
            case PollerSignal.Started(QueueMapping mapping) -> started(mapping, now, actions);
            case PollerSignal.Stopped(String id) -> stopped(id, actions);
            case PollerSignal.StoppedAll() -> List.copyOf(sources.keySet()).forEach(id -> stopped(id, actions));
            case PollerSignal.Tick() -> tick(now, actions);
            case PollerSignal.Looked looked -> looked(looked, now, actions);
            case PollerSignal.LookFailed(String id, String reason) -> lookFailed(id, reason, now, actions);
            case PollerSignal.Received received -> received(received, now, actions);
            case PollerSignal.ReceiveFailed failed -> receiveFailed(failed, now, actions);
            case PollerSignal.Ran ran -> ran(ran, now, actions);
            case PollerSignal.Deleted(String id, long number) -> {
                Source source = source(id);
                end(source, poller(source, number), now, actions);
            }
            case PollerSignal.DeleteFailed failed -> deleteFailed(failed, now, actions);
            case PollerSignal.LetGo(String id) -> {
                Source source = source(id);
                source.pending--;
                goOn(source, now, actions);
            }
        }
        arm(now, actions);
        return actions;
    }

    /** What became of a mapping's last batch; empty if it is not polled. */
    Optional<String> result(String id) {
        return Optional.ofNullable(sources.get(id)).map(source -> source.result);
    }

    /** Whether a mapping is stopped, and something of it is still under way. */
    boolean isStopping(String id) {
        Source source = sources.get(id);
        return source != null && source.stopping;
    }

    /** How many mappings are polled, or still stopping. */
    int mappings() {
        return sources.size();
    }

    /** How many batches have a slot. */
    int taken() {
        return taken;
    }

    private Source source(String id) {
        Source source = sources.get(id);
        if (source == null) {
            throw new IllegalStateException("the mapping is not polled: " + id);
        }
        return source;
    }

    private static Poller poller(Source source, long number) {
        Poller poller = source.pollers.get(number);
        if (poller == null) {
            throw new IllegalStateException("no such poller: " + number);
        }
        return poller;
    }

    private void started(QueueMapping mapping, Instant now, List<PollerAction> actions) {
        Source source = sources.computeIfAbsent(mapping.id(), _ -> new Source(mapping));
        source.mapping = mapping;
        source.stopping = false;
        source.rest = now;
        goOn(source, now, actions);
    }

    private void stopped(String id, List<PollerAction> actions) {
        Source source = sources.get(id);
        if (source == null) {
            actions.add(new PollerAction.Ended(id));
            return;
        }
        source.stopping = true;
        for (Poller poller : List.copyOf(source.pollers.values())) {
            switch (poller.stage) {
                case RECEIVING -> actions.add(new PollerAction.Cancel(poller.number));
                case QUEUED, THROTTLED -> {
                    release(source, poller.held, actions);
                    remove(source, poller);
                }
                case RUNNING, DELETING, UNDELETED -> {}
            }
        }
        endIfDone(source, actions);
    }

    private void endIfDone(Source source, List<PollerAction> actions) {
        if (source.isEnded() && sources.containsValue(source)) {
            sources.remove(source.mapping.id());
            actions.add(new PollerAction.Ended(source.mapping.id()));
        }
    }

    private void tick(Instant now, List<PollerAction> actions) {
        armed = null;
        for (Source source : List.copyOf(sources.values())) {
            for (Poller poller : List.copyOf(source.pollers.values())) {
                if (!poller.due.isAfter(now)) {
                    poller.due = Instant.MAX;
                    goOn(source, poller, now, actions);
                }
            }
            goOn(source, now, actions);
        }
    }

    /** A poller's time has come. */
    private void goOn(Source source, Poller poller, Instant now, List<PollerAction> actions) {
        switch (poller.stage) {
            case QUEUED -> end(source, poller, now, actions);
            case THROTTLED -> run(poller, actions);
            case UNDELETED -> delete(poller, actions);
            case RECEIVING, RUNNING, DELETING -> {}
        }
    }

    private void looked(PollerSignal.Looked looked, Instant now, List<PollerAction> actions) {
        Source source = source(looked.mapping());
        source.looking = false;
        source.failures = 0;
        source.looked(looked.visible());
        source.visibility = Optional.of(looked.visibility());
        source.nextLook = now.plus(Limits.LOOK);
        goOn(source, now, actions);
    }

    private void lookFailed(String id, String reason, Instant now, List<PollerAction> actions) {
        Source source = source(id);
        source.looking = false;
        source.failed(reason, now);
        source.nextLook = source.rest;
        goOn(source, now, actions);
    }

    /** Begins what may begin of a mapping. */
    private void goOn(Source source, Instant now, List<PollerAction> actions) {
        if (source.stopping) {
            endIfDone(source, actions);
            return;
        }
        if (!source.looking && !source.nextLook.isAfter(now)) {
            source.looking = true;
            actions.add(new PollerAction.Look(source.mapping));
        }
        while (mayReceive(source, now)) {
            Poller poller = new Poller(++numbers, source.mapping);
            source.pollers.put(poller.number, poller);
            receive(source, poller, now, actions);
        }
    }

    private boolean mayReceive(Source source, Instant now) {
        if (source.visibility.isEmpty() || source.rest.isAfter(now) || source.pollers.size() >= source.most()) {
            return false;
        }
        int receiving = source.receiving();
        if (source.pollers.isEmpty()) {
            return true;
        }
        boolean wanted = receiving == 0 || source.full;
        return wanted && source.pollers.size() < Limits.SLOTS - taken && held() < budget;
    }

    private long held() {
        return sources.values().stream()
                .flatMap(source -> source.pollers.values().stream())
                .mapToLong(Poller::bytes)
                .sum();
    }

    private static void receive(Source source, Poller poller, Instant now, List<PollerAction> actions) {
        Instant first = poller.first;
        // beside a poller that waits for messages, another one only takes what is there
        boolean alone = source.receiving() <= 1;
        Duration wait = alone ? Limits.WAIT : Duration.ZERO;
        if (first != null) {
            Duration left = Duration.between(now, first.plus(poller.mapping.window()));
            wait = left.compareTo(Limits.WAIT) < 0 ? left : Limits.WAIT;
        }
        poller.stage = Poller.Stage.RECEIVING;
        poller.asked = Math.min(Limits.RECEIVED, poller.mapping.batchSize() - poller.held.size());
        actions.add(new PollerAction.Receive(poller.mapping, poller.number, poller.asked, wait));
    }

    private void received(PollerSignal.Received received, Instant now, List<PollerAction> actions) {
        Source source = source(received.mapping());
        Poller poller = poller(source, received.poller());
        source.failures = 0;
        source.full = received.count() >= poller.asked;
        if (!received.unmatched().isEmpty()) {
            source.pending++;
            actions.add(new PollerAction.Discard(source.mapping, received.unmatched()));
        }
        if (source.stopping) {
            List<Held> all = new ArrayList<>(poller.held);
            all.addAll(received.matched());
            release(source, all, actions);
            end(source, poller, now, actions);
            return;
        }
        take(source, poller, source.inOrder(received.matched(), poller), now, actions);
        if (poller.held.isEmpty()) {
            if (source.receiving() > 1 || source.pollers.size() > source.most() || source.rest.isAfter(now)) {
                end(source, poller, now, actions);
            } else {
                poller.asked = 0;
                receive(source, poller, now, actions);
            }
        } else if (isBatch(poller, now)) {
            enter(source, poller, now, actions);
        } else {
            receive(source, poller, now, actions);
        }
        goOn(source, now, actions);
    }

    /** Adds messages to a batch. What the event has no room for is for others, and so is all that follows it. */
    private void take(Source source, Poller poller, List<Held> messages, Instant now, List<PollerAction> actions) {
        int count = 0;
        long bytes = poller.bytes();
        while (count < messages.size()) {
            bytes += messages.get(count).record().length + 1;
            if (BatchEvent.FRAME_BYTES + bytes > Limits.EVENT_BYTES && !(count == 0 && poller.held.isEmpty())) {
                break;
            }
            count++;
        }
        release(source, messages.subList(count, messages.size()), actions);
        if (count > 0 && poller.first == null) {
            poller.first = now;
            poller.end = now.plus(source.visibility.orElseThrow()).minus(Limits.BEFORE_VISIBLE);
        }
        poller.held.addAll(messages.subList(0, count));
    }

    /** Whether the batch does not grow any more. */
    private boolean isBatch(Poller poller, Instant now) {
        Instant first = poller.first;
        return first == null
                || poller.held.size() >= poller.mapping.batchSize()
                || poller.bytes() + BatchEvent.FRAME_BYTES + Limits.RECEIVED_BYTES > Limits.EVENT_BYTES
                || Duration.between(now, first.plus(poller.mapping.window())).compareTo(Duration.ofSeconds(1)) < 0
                || !now.isBefore(poller.end)
                || held() > budget;
    }

    /** Takes a slot and runs, or waits for one. */
    private void enter(Source source, Poller poller, Instant now, List<PollerAction> actions) {
        if (mayTake(source)) {
            takeSlot(poller);
            run(poller, actions);
        } else {
            poller.stage = Poller.Stage.QUEUED;
            poller.due = poller.end.isAfter(now) ? poller.end : now;
            queued.add(new Waiting(source, poller));
        }
    }

    private boolean mayTake(Source source) {
        int free = Limits.SLOTS - taken;
        int own = source.slots();
        return free > 0 && (own == 0 || own < free);
    }

    private void takeSlot(Poller poller) {
        poller.slot = true;
        taken++;
    }

    /** Has those run that waited for a slot. */
    private void serve(List<PollerAction> actions) {
        for (Waiting waiting : List.copyOf(queued)) {
            if (mayTake(waiting.source())) {
                queued.remove(waiting);
                takeSlot(waiting.poller());
                run(waiting.poller(), actions);
            }
        }
    }

    private static void run(Poller poller, List<PollerAction> actions) {
        poller.stage = Poller.Stage.RUNNING;
        poller.due = Instant.MAX;
        actions.add(new PollerAction.Run(poller.mapping, poller.number, List.copyOf(poller.held)));
    }

    private void receiveFailed(PollerSignal.ReceiveFailed failed, Instant now, List<PollerAction> actions) {
        Source source = source(failed.mapping());
        Poller poller = poller(source, failed.poller());
        if (source.stopping) {
            release(source, poller.held, actions);
            end(source, poller, now, actions);
            return;
        }
        source.failed(failed.reason(), now);
        source.full = false;
        if (poller.held.isEmpty()) {
            end(source, poller, now, actions);
        } else {
            enter(source, poller, now, actions);
        }
    }

    private void ran(PollerSignal.Ran ran, Instant now, List<PollerAction> actions) {
        Source source = source(ran.mapping());
        Poller poller = poller(source, ran.poller());
        switch (ran.outcome()) {
            case Outcome.Processed(var failed) -> {
                source.result = failed.isEmpty() ? "OK" : "PROBLEM: The function reported failed messages";
                poller.processed = poller.held.stream()
                        .filter(message -> !failed.contains(message.id()))
                        .map(Held::receipt)
                        .toList();
                poller.attempts = 0;
                if (poller.processed.isEmpty()) {
                    end(source, poller, now, actions);
                } else {
                    delete(poller, actions);
                }
            }
            case Outcome.Failed() -> {
                source.result = "PROBLEM: Function call failed";
                end(source, poller, now, actions);
            }
            case Outcome.Refused(String reason) -> {
                source.result = "PROBLEM: " + reason;
                refused(source, poller, now, actions);
            }
            case Outcome.Impossible(String reason) -> {
                source.result = "PROBLEM: " + reason;
                source.rest = now.plus(Limits.AFTER_IMPOSSIBLE);
                end(source, poller, now, actions);
            }
        }
    }

    private void refused(Source source, Poller poller, Instant now, List<PollerAction> actions) {
        if (poller.attempts == 0) {
            source.throttled();
        }
        poller.attempts++;
        Instant again = now.plus(Source.backoff(Limits.AFTER_THROTTLE, poller.attempts, Limits.AFTER_THROTTLE_MOST));
        if (source.stopping) {
            release(source, poller.held, actions);
            end(source, poller, now, actions);
        } else if (again.isBefore(poller.end)) {
            poller.stage = Poller.Stage.THROTTLED;
            poller.due = again;
        } else {
            source.rest = again;
            end(source, poller, now, actions);
        }
    }

    private static void delete(Poller poller, List<PollerAction> actions) {
        poller.stage = Poller.Stage.DELETING;
        actions.add(new PollerAction.Delete(poller.mapping, poller.number, poller.processed));
    }

    private void deleteFailed(PollerSignal.DeleteFailed failed, Instant now, List<PollerAction> actions) {
        Source source = source(failed.mapping());
        Poller poller = poller(source, failed.poller());
        poller.attempts++;
        source.result = "PROBLEM: " + failed.reason();
        if (poller.attempts >= Limits.DELETIONS) {
            end(source, poller, now, actions);
        } else {
            poller.stage = Poller.Stage.UNDELETED;
            poller.due = now.plus(Source.backoff(Limits.AFTER_FAILURE, poller.attempts, Limits.AFTER_FAILURE_MOST));
        }
    }

    private static void release(Source source, List<Held> messages, List<PollerAction> actions) {
        if (!messages.isEmpty()) {
            source.pending++;
            actions.add(new PollerAction.Release(source.mapping, Held.receipts(messages)));
        }
    }

    /** A poller has nothing left to do; others may go on. */
    private void end(Source source, Poller poller, Instant now, List<PollerAction> actions) {
        remove(source, poller);
        serve(actions);
        // the mappings take turns
        sources.remove(source.mapping.id());
        sources.put(source.mapping.id(), source);
        for (Source other : List.copyOf(sources.values())) {
            goOn(other, now, actions);
        }
    }

    private void remove(Source source, Poller poller) {
        source.pollers.remove(poller.number);
        queued.removeIf(waiting -> waiting.poller() == poller);
        if (poller.slot) {
            poller.slot = false;
            taken--;
        }
    }

    private void arm(Instant now, List<PollerAction> actions) {
        Instant next = Instant.MAX;
        for (Source source : sources.values()) {
            if (!source.stopping && !source.looking) {
                next = earlier(next, source.nextLook);
            }
            if (!source.stopping && source.rest.isAfter(now)) {
                next = earlier(next, source.rest);
            }
            for (Poller poller : source.pollers.values()) {
                next = earlier(next, poller.due);
            }
        }
        if (!next.equals(Instant.MAX) && (armed == null || next.isBefore(armed))) {
            armed = next;
            actions.add(new PollerAction.WakeAt(next));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
