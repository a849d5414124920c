/** The one place that creates services and wires them together. */
@NullMarked
package dev.hearth.app;

import org.jspecify.annotations.NullMarked;
