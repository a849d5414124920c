/** One per machine: downloads code once, makes sandboxes, runs invocations in them, captures their logs. */
@NullMarked
package dev.hearth.worker;

import org.jspecify.annotations.NullMarked;
