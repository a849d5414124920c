package dev.hearth.dataplane.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linked list of calls in the order of their arrival. A call holds the links to its neighbours, so that its removal
 * needs no search.
 */
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

    /** Removes a call that is in the list. */
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
