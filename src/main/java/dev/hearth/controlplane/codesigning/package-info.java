/** Whose signatures functions' code must bear, and what happens to code without one. */
@NullMarked
package dev.hearth.controlplane.codesigning;

import org.jspecify.annotations.NullMarked;
