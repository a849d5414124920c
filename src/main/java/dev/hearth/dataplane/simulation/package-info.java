/**
 * Runs the data plane's own decisions with simulated Workers, in one thread and with a virtual clock. A day of a fleet
 * takes minutes, and the same seed gives the same run.
 */
@NullMarked
package dev.hearth.dataplane.simulation;

import org.jspecify.annotations.NullMarked;
