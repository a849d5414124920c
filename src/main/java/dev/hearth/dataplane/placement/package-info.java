/** Which worker gets a new sandbox: a pure decision over a view of the fleet. */
@NullMarked
package dev.hearth.dataplane.placement;

import org.jspecify.annotations.NullMarked;
