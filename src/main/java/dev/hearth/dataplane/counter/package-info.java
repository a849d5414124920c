/** How many invocations run now, per account; refuses over the limit. */
@NullMarked
package dev.hearth.dataplane.counter;

import org.jspecify.annotations.NullMarked;
