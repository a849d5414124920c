/**
 * What the owners of functions, versions, aliases and layers' versions let others do with them: statements are added
 * and removed one by one, and together are the resource's policy.
 */
@NullMarked
package dev.hearth.controlplane.policies;

import org.jspecify.annotations.NullMarked;
