/**
 * The AWS SDKs that functions find, as on Lambda: a tree of files for each release of an interpreter, made with the
 * package manager of its language.
 */
@NullMarked
package dev.hearth.dataplane.runtimes.sdk;

import org.jspecify.annotations.NullMarked;
