package dev.hearth.dataplane.workermanager;

import org.jspecify.annotations.Nullable;

/** Sandboxes in the order in which they were added, each in one list at most. Every operation takes constant time. */
final class SandboxList {
    private @Nullable Sandbox oldest;
    private @Nullable Sandbox newest;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    @Nullable
    Sandbox oldest() {
        return oldest;
    }

    @Nullable
    Sandbox newest() {
        return newest;
    }

    void add(Sandbox sandbox) {
        if (sandbox.list != null) {
            throw new IllegalStateException("sandbox " + sandbox.id + " is in a list already");
        }
        sandbox.list = this;
        sandbox.older = newest;
        if (newest == null) {
            oldest = sandbox;
        } else {
            newest.newer = sandbox;
        }
        newest = sandbox;
        size++;
    }

    /** Takes the newest out, if there is any. */
    @Nullable
    Sandbox takeNewest() {
        Sandbox taken = newest;
        if (taken != null) {
            remove(taken);
        }
        return taken;
    }

    void remove(Sandbox sandbox) {
        if (sandbox.list != this) {
            throw new IllegalStateException("sandbox " + sandbox.id + " is not in this list");
        }
        Sandbox before = sandbox.older;
        Sandbox behind = sandbox.newer;
        if (before == null) {
            oldest = behind;
        } else {
            before.newer = behind;
        }
        if (behind == null) {
            newest = before;
        } else {
            behind.older = before;
        }
        sandbox.list = null;
        sandbox.older = null;
        sandbox.newer = null;
        size--;
    }
}
