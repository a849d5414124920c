package dev.hearth.dataplane.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Remembers what it heard, and lets a test wait for more. Notes every breach of the listener's contract. */
public final class RecordingListener implements SandboxListener {
    /** How long a test waits for what must happen, on a machine that does much else. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream companionOutput = new ByteArrayOutputStream();
    private final List<Exit> exits = new ArrayList<>();
    private final Map<String, Exit> companionExits = new HashMap<>();
    private final List<String> breaches = new ArrayList<>();

    @Override
    public void output(byte[] bytes) {
        lock.lock();
        try {
            if (!exits.isEmpty()) {
                breaches.add("output after the exit");
            }
            output.writeBytes(bytes);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void companionOutput(byte[] bytes) {
        lock.lock();
        try {
            companionOutput.writeBytes(bytes);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void companionExited(Companion companion, Exit exit) {
        lock.lock();
        try {
            if (companionExits.put(companion.name(), exit) != null) {
                breaches.add("a second exit of " + companion.name());
            }
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void exited(Exit exit) {
        lock.lock();
        try {
            if (!exits.isEmpty()) {
                breaches.add("a second exit: " + exit);
            }
            exits.add(exit);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that was printed until now. */
    public String text() {
        lock.lock();
        try {
            return output.toString(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** What was done against the contract. */
    public List<String> breaches() {
        lock.lock();
        try {
            return List.copyOf(breaches);
        } finally {
            lock.unlock();
        }
    }

    public boolean hasExited() {
        lock.lock();
        try {
            return !exits.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the exit. */
    public Exit exit() {
        await("an exit", () -> !exits.isEmpty());
        lock.lock();
        try {
            return exits.getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a companion has printed this. */
    public void awaitCompanionText(String text) {
        await(
                "the output \"" + text + "\" of a companion",
                () -> companionOutput.toString(StandardCharsets.UTF_8).contains(text));
    }

    /** Waits for the exit of a companion. */
    public Exit companionExit(String name) {
        await("the exit of " + name, () -> companionExits.containsKey(name));
        return Objects.requireNonNull(companionExits().get(name));
    }

    /** The companions that have ended. */
    public Map<String, Exit> companionExits() {
        lock.lock();
        try {
            return Map.copyOf(companionExits);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this was printed. */
    public void awaitText(String text) {
        await(
                "the output \"" + text + "\"",
                () -> output.toString(StandardCharsets.UTF_8).contains(text));
    }

    /** Whether more than this many bytes came, or come within the time. */
    public boolean printsBeyond(int size, Duration within) {
        return holdsWithin(() -> output.size() > size, within);
    }

    /** How many bytes came until now. */
    public int size() {
        lock.lock();
        try {
            return output.size();
        } finally {
            lock.unlock();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        if (!holdsWithin(condition, PATIENCE)) {
            throw new AssertionError(
                    "no sign of " + what + " within " + PATIENCE + "; output: " + text() + "; exits: " + exits);
        }
    }

    private boolean holdsWithin(BooleanSupplier condition, Duration within) {
        lock.lock();
        try {
            long left = within.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = heard.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits in small steps for what no listener reports, such as a process that is gone. */
    public static void awaitTrue(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
