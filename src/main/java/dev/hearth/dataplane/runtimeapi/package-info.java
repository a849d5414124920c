/** The Runtime API: what a runtime inside a sandbox asks for work and answers to. */
@NullMarked
package dev.hearth.dataplane.runtimeapi;

import org.jspecify.annotations.NullMarked;
