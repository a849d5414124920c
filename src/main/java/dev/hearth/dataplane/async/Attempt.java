package dev.hearth.dataplane.async;

import dev.hearth.error.ServiceException;
import dev.hearth.model.InvocationResult;

/** What came of running an event once. */
public sealed interface Attempt {
    /** The function has run, well or not. */
    record Ran(String version, InvocationResult result) implements Attempt {}

    /** It did not run: throttled, or the platform failed. */
    record Refused(ServiceException reason) implements Attempt {}

    /** It can't run, now or later: there is no such function any more, or it calls itself in a loop. */
    record Impossible(ServiceException reason) implements Attempt {}
}
