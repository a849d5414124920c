package dev.hearth.dataplane.workermanager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of one event: actions for the caller of the machine, and messages to its other parts. An empty one is one
 * small object, because most events lead to one action or none.
 */
final class Outbox {
    private @Nullable ManagerAction only;
    private @Nullable List<ManagerAction> several;
    private @Nullable ArrayDeque<Message> messages;
    private boolean collect;

    /** Whether the shards have reported their idle sandboxes since the event. */
    boolean collected;

    void act(ManagerAction action) {
        List<ManagerAction> list = several;
        if (list != null) {
            list.add(action);
        } else if (only == null) {
            only = action;
        } else {
            list = new ArrayList<>();
            list.add(only);
            list.add(action);
            several = list;
        }
    }

    void send(Message message) {
        ArrayDeque<Message> queue = messages;
        if (queue == null) {
            queue = new ArrayDeque<>();
            messages = queue;
        }
        queue.add(message);
    }

    /** Requests that every shard reports its idle sandboxes before the next message. */
    void collect() {
        collect = true;
    }

    boolean takeCollect() {
        boolean taken = collect;
        collect = false;
        return taken;
    }

    @Nullable
    Message next() {
        ArrayDeque<Message> queue = messages;
        return queue == null ? null : queue.poll();
    }

    List<ManagerAction> actions() {
        List<ManagerAction> list = several;
        if (list != null) {
            return list;
        }
        ManagerAction action = only;
        return action == null ? List.of() : List.of(action);
    }
}
