/**
 * The Worker, one for each machine: it unpacks code, makes sandboxes, runs invocations in them, and writes their logs.
 */
@NullMarked
package dev.hearth.dataplane.worker;

import org.jspecify.annotations.NullMarked;
