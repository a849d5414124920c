package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Worker;
import dev.hearth.model.WorkerId;

/** The Workers of a Worker Manager, as they come and go. What they say themselves is asked of them. */
public interface Membership {
    /**
     * A Worker is there, for the first time or again: what it runs is adopted, and what it no longer runs is forgotten.
     *
     * @throws dev.hearth.error.ServiceException if it does not say what it runs
     */
    void join(WorkerId id, Worker worker);

    /** A Worker takes no new sandboxes. Its idle ones are stopped now, its busy ones when their invocations end. */
    void drain(WorkerId id);

    /** A Worker may have fallen silent, or be back: it is asked what it runs. */
    void ask(WorkerId id);

    /** A Worker is gone, and is not asked any more. Without effect if another one has its name by now. */
    void leave(WorkerId id, Worker worker);
}
