package dev.hearth.dataplane.simulation.load;

/** The triggers of functions, as the published traces name them. */
public enum Trigger {
    HTTP,
    QUEUE,
    EVENT,
    ORCHESTRATION,
    TIMER,
    STORAGE,
    OTHERS;

    /** Whether the caller does not wait for the answer: such calls are asynchronous. */
    public boolean isAsynchronous() {
        return switch (this) {
            case HTTP, ORCHESTRATION -> false;
            case QUEUE, EVENT, TIMER, STORAGE, OTHERS -> true;
        };
    }
}
