/**
 * Which worker gets a new sandbox, and what makes way for it: decisions over a view of the fleet that is kept up to
 * date in place.
 */
@NullMarked
package dev.hearth.dataplane.placement;

import org.jspecify.annotations.NullMarked;
