/** Sandboxes, in which function code runs: the contract of sandbox drivers. The drivers are in subpackages. */
@NullMarked
package dev.hearth.dataplane.sandbox;

import org.jspecify.annotations.NullMarked;
