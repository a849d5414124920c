/** A room of the control plane: the URLs of functions. */
@NullMarked
package dev.hearth.controlplane.urls;

import org.jspecify.annotations.NullMarked;
