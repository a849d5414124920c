/** One per machine: downloads code once, makes sandboxes, runs invocations in them, captures their logs. */
@NullMarked
package dev.hearth.dataplane.worker;

import org.jspecify.annotations.NullMarked;
