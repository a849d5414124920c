package dev.hearth.base.store;

/** The store failed: its disk is full or broken, its file is damaged or held by somebody else for too long. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
