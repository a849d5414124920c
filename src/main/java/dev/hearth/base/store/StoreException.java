package dev.hearth.base.store;

/** The store failed: its disk is full or broken, or its file is damaged or locked by another process for too long. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
