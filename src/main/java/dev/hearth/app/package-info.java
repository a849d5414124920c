/** Creates all services and wires them together. No other package does that. */
@NullMarked
package dev.hearth.app;

import org.jspecify.annotations.NullMarked;
