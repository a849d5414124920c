/** Code signing: the configurations, and the check of functions' code. */
@NullMarked
package dev.hearth.controlplane.codesigning;

import org.jspecify.annotations.NullMarked;
