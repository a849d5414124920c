/** Files on disk: content-addressed storage of code packages, safe unpacking, durable writes. */
@NullMarked
package dev.hearth.base.artifact;

import org.jspecify.annotations.NullMarked;
