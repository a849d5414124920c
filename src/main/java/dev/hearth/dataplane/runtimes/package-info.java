/** The runtimes of this machine: the interpreter for each Lambda runtime identifier, and how it is started. */
@NullMarked
package dev.hearth.dataplane.runtimes;

import org.jspecify.annotations.NullMarked;
