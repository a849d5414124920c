/** Event source mappings, as resources: which source's records go to which function, and how. */
@NullMarked
package dev.hearth.controlplane.eventsources;

import org.jspecify.annotations.NullMarked;
