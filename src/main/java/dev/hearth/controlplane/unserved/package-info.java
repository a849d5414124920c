/**
 * Operations of the API on resources that Hearth does not have: capacity providers and durable executions. Lists are
 * empty, nothing is found, and nothing can be created.
 */
@NullMarked
package dev.hearth.controlplane.unserved;

import org.jspecify.annotations.NullMarked;
