/** Asynchronous invocation: events that are kept until they were processed, retries, destinations. */
@NullMarked
package dev.hearth.dataplane.async;

import org.jspecify.annotations.NullMarked;
