/** Vocabulary: the typed errors that reach a caller, named as AWS Lambda names them. */
@NullMarked
package dev.hearth.error;

import org.jspecify.annotations.NullMarked;
