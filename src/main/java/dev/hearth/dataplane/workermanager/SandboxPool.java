package dev.hearth.dataplane.workermanager;

import dev.hearth.model.SandboxId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sandboxes of one key, and the requests that wait for one: decides, and does nothing else.
 *
 * <p>Each method changes the state and returns what the caller has to do. The life of a sandbox here:
 *
 * <pre>
 * from      event                       to        what the caller does
 * (none)    ask, fewer start than wait  STARTING  starts one
 * STARTING  started, somebody waits     LEASED    serves the oldest waiter
 * STARTING  started, nobody waits       IDLE
 * STARTING  started, retired            (none)    stops it
 * STARTING  startFailed                 (none)    fails the oldest waiter if more wait than start
 * STARTING  startUnneeded               (none)    only while more start than wait: the others suffice
 * IDLE      take                        LEASED    the most recently used first, so that the surplus grows old
 * IDLE      expire, evict, retire       (none)    stops it
 * IDLE      lost                        (none)
 * LEASED    free, somebody waits        LEASED    serves the oldest waiter
 * LEASED    free, nobody waits          IDLE
 * LEASED    free, retired               (none)    stops it
 * LEASED    discard                     (none)    stops it
 * </pre>
 *
 * <p>A pool may have a floor: so many sandboxes are provisioned, which means started before anybody asks for them. They
 * are lent first, and live beside the others:
 *
 * <pre>
 * from          event                           to            what the caller does
 * (none)        setFloor, replace: too few      PROVISIONING  starts them
 * PROVISIONING  provisioned, somebody waits     LEASED        serves the oldest waiter
 * PROVISIONING  provisioned, nobody waits       READY
 * PROVISIONING  provisioned, above the floor    (none)        stops it
 * PROVISIONING  provisionFailed                 (none)        asks to replace it after a while
 * PROVISIONING  provisionUnneeded               (none)        only above the floor
 * READY         take                            LEASED
 * READY         lost                            (none)        asks to replace it after a while
 * READY         setFloor: too many, retire      (none)        stops it
 * LEASED        free                            as above, or READY, or stopped if above the floor
 * LEASED        discard                         (none)        stops it, asks to replace it after a while
 * </pre>
 *
 * <p>At any time at least as many start as wait: each waiter has a start of its own in the back, whichever sandbox it
 * then gets. There are never more waiters than permits of the Counter, and so never more starts.
 *
 * <p>Every method holds the pool's lock for a moment and calls nobody.
 */
final class SandboxPool {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private final Deque<Member> ready = new ArrayDeque<>();
    private int starting;
    private int leased;
    private int floor;
    private int provisioning;

    /** Provisioned sandboxes that are there: ready or leased. */
    private int provisioned;

    private Optional<String> provisionFailure = Optional.empty();
    private boolean retired;
    private boolean closed;

    /** An idle sandbox, and when it became so. */
    private record Idle(Member member, long sinceNanos) {}

    /** What to do for a request that finds no idle sandbox. */
    sealed interface Answer {
        record Use(Member member) implements Answer {}

        record Wait(boolean start) implements Answer {}

        /** This pool was removed: ask the one that took its place. */
        record Closed() implements Answer {}
    }

    /** What to do with a sandbox that has become free. */
    sealed interface Next {
        record Serve(Waiter waiter) implements Next {}

        record Keep() implements Next {}

        record Stop() implements Next {}
    }

    /**
     * What to do for a floor.
     *
     * @param starts how many to start
     * @param surplus those to stop
     */
    record Floor(int starts, List<Member> surplus) {}

    /** Has so many provisioned sandboxes from now on; empty if the pool was removed: ask its successor. */
    Optional<Floor> setFloor(int count) {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            floor = retired ? 0 : count;
            List<Member> surplus = new ArrayList<>();
            // what starts beyond the floor ends by itself, once it is found unneeded or arrives: it is not there yet
            while (provisioned > floor && !ready.isEmpty()) {
                surplus.add(ready.removeLast());
                provisioned--;
            }
            return Optional.of(new Floor(replace(), surplus));
        } finally {
            lock.unlock();
        }
    }

    /** How many provisioned sandboxes are to be started: they count as under way from now on. */
    int replace() {
        lock.lock();
        try {
            int starts = Math.max(0, floor - provisioned - provisioning);
            provisioning += starts;
            return starts;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the start of a provisioned sandbox that has not begun can be left out; if so, it is. */
    boolean provisionUnneeded() {
        lock.lock();
        try {
            if (provisioned + provisioning > floor) {
                provisioning--;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    Next provisioned(Member member, long nowNanos) {
        lock.lock();
        try {
            requirePositive(provisioning, "provisioning");
            provisioning--;
            provisioned++;
            leased++;
            provisionFailure = Optional.empty();
            return next(member, nowNanos);
        } finally {
            lock.unlock();
        }
    }

    void provisionFailed(String reason) {
        lock.lock();
        try {
            requirePositive(provisioning, "provisioning");
            provisioning--;
            provisionFailure = Optional.of(reason);
        } finally {
            lock.unlock();
        }
    }

    ProvisionedSandboxes provisioned() {
        lock.lock();
        try {
            return new ProvisionedSandboxes(provisioned, provisionFailure);
        } finally {
            lock.unlock();
        }
    }

    /** A provisioned sandbox that is ready, else the idle one that was used last, if there is any: it is leased now. */
    Optional<Member> take() {
        lock.lock();
        try {
            Member first = ready.pollFirst();
            if (first != null) {
                leased++;
                return Optional.of(first);
            }
            Idle last = idle.pollFirst();
            if (last == null) {
                return Optional.empty();
            }
            leased++;
            return Optional.of(last.member());
        } finally {
            lock.unlock();
        }
    }

    /** An idle sandbox, or a place in the queue. */
    Answer ask(Waiter waiter) {
        lock.lock();
        try {
            if (closed) {
                return new Answer.Closed();
            }
            Optional<Member> member = take();
            if (member.isPresent()) {
                return new Answer.Use(member.get());
            }
            waiters.addLast(waiter);
            boolean start = starting < waiters.size();
            if (start) {
                starting++;
            }
            return new Answer.Wait(start);
        } finally {
            lock.unlock();
        }
    }

    /** A waiter no longer waits. What starts for it goes on, and becomes idle. */
    void abandon(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a start that has not begun can be left out; if so, it is. */
    boolean startUnneeded() {
        lock.lock();
        try {
            if (starting > waiters.size()) {
                starting--;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    Next started(Member member, long nowNanos) {
        lock.lock();
        try {
            requirePositive(starting, "start");
            starting--;
            leased++;
            return next(member, nowNanos);
        } finally {
            lock.unlock();
        }
    }

    /** The waiter to fail, if there is one that no start stands behind. */
    Optional<Waiter> startFailed() {
        lock.lock();
        try {
            requirePositive(starting, "start");
            starting--;
            return waiters.size() > starting ? Optional.ofNullable(waiters.pollFirst()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    Next free(Member member, long nowNanos) {
        lock.lock();
        try {
            requirePositive(leased, "lease");
            return next(member, nowNanos);
        } finally {
            lock.unlock();
        }
    }

    void discard(Member member) {
        lock.lock();
        try {
            requirePositive(leased, "lease");
            leased--;
            if (member.isProvisioned()) {
                provisioned--;
            }
        } finally {
            lock.unlock();
        }
    }

    private Next next(Member member, long nowNanos) {
        Waiter waiter = waiters.pollFirst();
        if (waiter != null) {
            return new Next.Serve(waiter);
        }
        leased--;
        if (member.isProvisioned()) {
            if (provisioned > floor) {
                provisioned--;
                return new Next.Stop();
            }
            ready.addFirst(member);
            return new Next.Keep();
        }
        if (retired) {
            return new Next.Stop();
        }
        idle.addFirst(new Idle(member, nowNanos));
        return new Next.Keep();
    }

    /** A sandbox that was there before this pool. */
    boolean adopt(Member member, long nowNanos) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            idle.addFirst(new Idle(member, nowNanos));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A sandbox ended by itself. True if it was unused; one that is leased is discarded by whoever leases it. */
    boolean lost(SandboxId sandbox) {
        lock.lock();
        try {
            if (ready.removeIf(member -> member.id().equals(sandbox))) {
                provisioned--;
                return true;
            }
            return idle.removeIf(entry -> entry.member().id().equals(sandbox));
        } finally {
            lock.unlock();
        }
    }

    /** Keeps no sandbox from now on. Those who wait are still served. Returns the unused ones: to be stopped. */
    List<Member> retire() {
        lock.lock();
        try {
            retired = true;
            floor = 0;
            List<Member> members = new ArrayList<>(ready);
            provisioned -= ready.size();
            ready.clear();
            idle.forEach(entry -> members.add(entry.member()));
            idle.clear();
            return members;
        } finally {
            lock.unlock();
        }
    }

    /** Those that have been idle since before a time: to be stopped. */
    List<Member> expire(long beforeNanos) {
        lock.lock();
        try {
            List<Member> members = new ArrayList<>();
            Iterator<Idle> oldestFirst = idle.descendingIterator();
            while (oldestFirst.hasNext()) {
                Idle entry = oldestFirst.next();
                if (entry.sinceNanos() - beforeNanos >= 0) {
                    break;
                }
                oldestFirst.remove();
                members.add(entry.member());
            }
            return members;
        } finally {
            lock.unlock();
        }
    }

    /** Since when its longest-idle sandbox is idle. */
    Optional<Long> idleSinceNanos() {
        lock.lock();
        try {
            return Optional.ofNullable(idle.peekLast()).map(Idle::sinceNanos);
        } finally {
            lock.unlock();
        }
    }

    /** The longest-idle sandbox: to be stopped, because its room is needed. */
    Optional<Member> evict() {
        lock.lock();
        try {
            return Optional.ofNullable(idle.pollLast()).map(Idle::member);
        } finally {
            lock.unlock();
        }
    }

    /** Every waiter: to be failed, because no sandbox will come. */
    List<Waiter> dismiss() {
        lock.lock();
        try {
            List<Waiter> all = List.copyOf(waiters);
            waiters.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** True if there is nothing in it: then nothing ever will be. */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            boolean keptForNobody = floor == 0 && ready.isEmpty() && provisioning == 0;
            if (keptForNobody && idle.isEmpty() && waiters.isEmpty() && starting == 0 && leased == 0) {
                closed = true;
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int leased() {
        lock.lock();
        try {
            return leased;
        } finally {
            lock.unlock();
        }
    }

    int starting() {
        lock.lock();
        try {
            return starting;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    int idle() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    private static void requirePositive(int count, String what) {
        if (count <= 0) {
            throw new IllegalStateException("no " + what + " is under way in this pool");
        }
    }
}
