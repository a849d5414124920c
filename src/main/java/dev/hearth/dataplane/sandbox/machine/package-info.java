/**
 * What a sandbox of any kind needs of this machine: user ids, a network, a control group, scratch space, and a place
 * that is cleaned up after {@code kill -9}. Drivers stand on {@link dev.hearth.dataplane.sandbox.machine.Machine}; it
 * knows none of them.
 */
@NullMarked
package dev.hearth.dataplane.sandbox.machine;

import org.jspecify.annotations.NullMarked;
