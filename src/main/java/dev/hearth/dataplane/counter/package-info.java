/** Counts the running invocations of accounts and functions, and refuses those over a limit. */
@NullMarked
package dev.hearth.dataplane.counter;

import org.jspecify.annotations.NullMarked;
