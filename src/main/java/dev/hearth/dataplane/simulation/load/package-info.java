/**
 * What a simulated fleet is asked to do: functions and the times of their calls, made up from a seed or read from a
 * trace.
 */
@NullMarked
package dev.hearth.dataplane.simulation.load;

import org.jspecify.annotations.NullMarked;
