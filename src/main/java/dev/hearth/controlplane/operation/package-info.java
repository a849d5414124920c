/**
 * Code that the rooms of the control plane share: operations, common errors, pages of lists, and the resolution of
 * function names and qualifiers.
 */
@NullMarked
package dev.hearth.controlplane.operation;

import org.jspecify.annotations.NullMarked;
