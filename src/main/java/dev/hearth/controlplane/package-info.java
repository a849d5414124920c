/**
 * The function management API: a subpackage ("room") for each kind of resource, two subpackages with shared code
 * ({@code operation}, {@code code}), and the class that wires them.
 */
@NullMarked
package dev.hearth.controlplane;

import org.jspecify.annotations.NullMarked;
