package dev.hearth.dataplane.async;

import dev.hearth.error.ServiceException;
import dev.hearth.model.InvocationResult;

/** The result of one attempt to run an event. */
public sealed interface Attempt {
    /** The function ran, with success or not. */
    record Ran(String version, InvocationResult result) implements Attempt {}

    /** The function did not run: it was throttled, or the platform failed. */
    record Refused(ServiceException reason) implements Attempt {}

    /** The function can't run, now or later: it does not exist any more, or it calls itself in a loop. */
    record Impossible(ServiceException reason) implements Attempt {}
}
