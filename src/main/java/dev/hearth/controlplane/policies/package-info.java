/** Policies of functions, versions and aliases, and of layers' versions: who else may use them. */
@NullMarked
package dev.hearth.controlplane.policies;

import org.jspecify.annotations.NullMarked;
