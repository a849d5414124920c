/** The Runtime API, by which a runtime inside a sandbox gets invocations and answers them. */
@NullMarked
package dev.hearth.dataplane.runtimeapi;

import org.jspecify.annotations.NullMarked;
