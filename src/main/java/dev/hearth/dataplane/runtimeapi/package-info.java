/** The Runtime API, with which a runtime in a sandbox gets invocations and answers them. */
@NullMarked
package dev.hearth.dataplane.runtimeapi;

import org.jspecify.annotations.NullMarked;
