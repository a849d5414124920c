/**
 * What the rooms of the control plane share: what an operation is, common errors, pages of lists, and what the names of
 * functions stand for.
 */
@NullMarked
package dev.hearth.controlplane.operation;

import org.jspecify.annotations.NullMarked;
