/** Layers: their versions, and which of them a function may use. */
@NullMarked
package dev.hearth.controlplane.layers;

import org.jspecify.annotations.NullMarked;
