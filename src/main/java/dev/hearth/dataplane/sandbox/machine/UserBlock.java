package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Slot;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/** Gives each sandbox a user id of the host that no other has. Those given back come again as late as possible. */
final class UserBlock {
    private static final int COUNT = Slot.USERS;

    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet taken = new BitSet(COUNT);
    private final int first;
    private int next;

    UserBlock(int first) {
        this.first = first;
    }

    /** The number of a user and of a group. */
    int take() {
        lock.lock();
        try {
            int index = taken.nextClearBit(next);
            if (index >= COUNT) {
                index = taken.nextClearBit(0);
            }
            if (index >= COUNT) {
                throw new LinuxException("all " + COUNT + " users for sandboxes are taken");
            }
            taken.set(index);
            next = index + 1;
            return first + index;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(int user) {
        lock.lock();
        try {
            taken.clear(user - first);
        } finally {
            lock.unlock();
        }
    }
}
