/** The built-in buckets: objects in files of a folder, whole or not at all whenever the machine stops. */
@NullMarked
package dev.hearth.neighbours.s3.folder;

import org.jspecify.annotations.NullMarked;
