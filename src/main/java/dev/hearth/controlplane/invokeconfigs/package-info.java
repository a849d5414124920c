/** The settings of asynchronous invocation: retries, age of events, destinations. */
@NullMarked
package dev.hearth.controlplane.invokeconfigs;

import org.jspecify.annotations.NullMarked;
