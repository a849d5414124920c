/**
 * The documents about functions in the store: the kinds that the control plane and the data plane share, and their
 * JSON.
 */
@NullMarked
package dev.hearth.documents;

import org.jspecify.annotations.NullMarked;
