/** Tags of everything that has some. */
@NullMarked
package dev.hearth.controlplane.tags;

import org.jspecify.annotations.NullMarked;
