/**
 * Asynchronous invocation: events in queues of functions, kept until they were processed; claims, retries,
 * destinations.
 *
 * <p>{@link dev.hearth.dataplane.async.EventMachine} decides, {@link dev.hearth.dataplane.async.EventDispatcher} does.
 */
@NullMarked
package dev.hearth.dataplane.async;

import org.jspecify.annotations.NullMarked;
