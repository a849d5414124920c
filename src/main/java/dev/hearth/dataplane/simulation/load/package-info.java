/** Loads for simulations: functions and the times of their calls, drawn from a seed or read from a trace. */
@NullMarked
package dev.hearth.dataplane.simulation.load;

import org.jspecify.annotations.NullMarked;
