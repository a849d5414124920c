/**
 * The function management API: a room for each kind of resource that it manages, what the rooms share
 * ({@code operation}, {@code code}), and the class that wires them.
 */
@NullMarked
package dev.hearth.controlplane;

import org.jspecify.annotations.NullMarked;
