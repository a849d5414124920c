/**
 * Resource policies of functions, versions, aliases and layers' versions. Statements are added and removed one by one,
 * and form the resource's policy.
 */
@NullMarked
package dev.hearth.controlplane.policies;

import org.jspecify.annotations.NullMarked;
