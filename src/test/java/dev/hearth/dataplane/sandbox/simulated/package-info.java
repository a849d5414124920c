/** Sandboxes in memory, whose programs are Java functions: for tests and simulations. */
@NullMarked
package dev.hearth.dataplane.sandbox.simulated;

import org.jspecify.annotations.NullMarked;
