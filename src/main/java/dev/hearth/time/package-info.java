/** Vocabulary: time and identifiers as collaborators, so that a test can hold them still. */
@NullMarked
package dev.hearth.time;

import org.jspecify.annotations.NullMarked;
