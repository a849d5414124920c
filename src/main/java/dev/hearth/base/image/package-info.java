/** Container images: downloaded from registries, verified, and unpacked into trees of files. */
@NullMarked
package dev.hearth.base.image;

import org.jspecify.annotations.NullMarked;
