package dev.hearth.dataplane.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls in the order in which they came. Each knows its neighbours, so that one that ends is not searched for. */
final class CallList {
    private @Nullable Call first;
    private @Nullable Call last;
    private int size;

    void add(Call call) {
        call.before = last;
        if (last == null) {
            first = call;
        } else {
            last.after = call;
        }
        last = call;
        size++;
    }

    /** One that was added and not removed yet. */
    void remove(Call call) {
        Call before = call.before;
        Call after = call.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        call.before = null;
        call.after = null;
        size--;
    }

    int size() {
        return size;
    }

    List<Call> all() {
        List<Call> all = new ArrayList<>(size);
        for (Call call = first; call != null; call = call.after) {
            all.add(call);
        }
        return all;
    }
}
