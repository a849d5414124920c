/** Requests of AWS's services that other servers serve. */
@NullMarked
package dev.hearth.neighbours.forward;

import org.jspecify.annotations.NullMarked;
