package dev.hearth.dataplane.workermanager;

import org.jspecify.annotations.Nullable;

/** Sandboxes in the order in which they were added, each in one list at most. Every operation takes constant time. */
final class SandboxList {
    private @Nullable PooledSandbox oldest;
    private @Nullable PooledSandbox newest;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    @Nullable
    PooledSandbox oldest() {
        return oldest;
    }

    @Nullable
    PooledSandbox newest() {
        return newest;
    }

    void add(PooledSandbox sandbox) {
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
    PooledSandbox takeNewest() {
        PooledSandbox taken = newest;
        if (taken != null) {
            remove(taken);
        }
        return taken;
    }

    void remove(PooledSandbox sandbox) {
        if (sandbox.list != this) {
            throw new IllegalStateException("sandbox " + sandbox.id + " is not in this list");
        }
        PooledSandbox before = sandbox.older;
        PooledSandbox behind = sandbox.newer;
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
