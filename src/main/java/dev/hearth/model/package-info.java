/** Vocabulary: the values that every service shares. Records and enums only; nothing here does I/O. */
@NullMarked
package dev.hearth.model;

import org.jspecify.annotations.NullMarked;
