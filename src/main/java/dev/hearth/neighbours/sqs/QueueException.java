package dev.hearth.neighbours.sqs;

/** The server of a queue did not answer, or has answered with an error. */
public final class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message a sentence for the user, without its full stop */
    public QueueException(String message) {
        super(message);
    }

    QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}
