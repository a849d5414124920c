package dev.hearth.base.store;

/**
 * Marks the threads that work on a connection, so that a transaction which uses the store instead of itself is refused:
 * it would wait for its own connection, or not see its own writes.
 */
final class Nesting {
    private static final ThreadLocal<Boolean> WORKING = ThreadLocal.withInitial(() -> false);

    private Nesting() {}

    static void refuse() {
        if (WORKING.get()) {
            throw new IllegalStateException("inside a transaction, only the transaction may be used");
        }
    }

    static void enter() {
        WORKING.set(true);
    }

    static void leave() {
        WORKING.set(false);
    }
}
