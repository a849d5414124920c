/**
 * The built-in buckets: objects in files of a folder. An object is written as a whole or not at all, also in a crash.
 */
@NullMarked
package dev.hearth.neighbours.s3.folder;

import org.jspecify.annotations.NullMarked;
