package dev.hearth.dataplane.simulation.load;

/** What calls a function, as the published traces name it. */
public enum Trigger {
    HTTP,
    QUEUE,
    EVENT,
    ORCHESTRATION,
    TIMER,
    STORAGE,
    OTHERS;

    /** Whether nobody waits for the answer: such calls are events. */
    public boolean isAsynchronous() {
        return switch (this) {
            case HTTP, ORCHESTRATION -> false;
            case QUEUE, EVENT, TIMER, STORAGE, OTHERS -> true;
        };
    }
}
