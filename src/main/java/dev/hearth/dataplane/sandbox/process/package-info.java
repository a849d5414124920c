/** Sandboxes that are plain processes: for development where nothing better runs. They isolate nothing. */
@NullMarked
package dev.hearth.dataplane.sandbox.process;

import org.jspecify.annotations.NullMarked;
