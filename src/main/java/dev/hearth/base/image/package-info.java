/** Container images: where they come from, what they say, and how they become trees of files. */
@NullMarked
package dev.hearth.base.image;

import org.jspecify.annotations.NullMarked;
