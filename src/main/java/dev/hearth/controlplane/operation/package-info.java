/** What the rooms of the control plane share: what an operation is, common errors, pages of lists. */
@NullMarked
package dev.hearth.controlplane.operation;

import org.jspecify.annotations.NullMarked;
