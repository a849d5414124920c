/** Code packages: content-addressed storage and safe unpacking. */
@NullMarked
package dev.hearth.artifact;

import org.jspecify.annotations.NullMarked;
