/** The tags of all resources. */
@NullMarked
package dev.hearth.controlplane.tags;

import org.jspecify.annotations.NullMarked;
