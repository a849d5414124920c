/** What becomes of asynchronous events, as the user configures it. */
@NullMarked
package dev.hearth.controlplane.invokeconfigs;

import org.jspecify.annotations.NullMarked;
