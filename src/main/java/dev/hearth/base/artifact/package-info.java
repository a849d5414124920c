/** Code packages: content-addressed storage and safe unpacking. */
@NullMarked
package dev.hearth.base.artifact;

import org.jspecify.annotations.NullMarked;
