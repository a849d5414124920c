/**
 * Runs the data plane's own decisions with simulated Workers, in one thread and by a clock that is only counted: what a
 * fleet would do in a day shows in minutes, and a seed shows the same again.
 */
@NullMarked
package dev.hearth.dataplane.simulation;

import org.jspecify.annotations.NullMarked;
