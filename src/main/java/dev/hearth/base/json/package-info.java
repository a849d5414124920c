/** JSON, and the only package that knows which library it is. */
@NullMarked
package dev.hearth.base.json;

import org.jspecify.annotations.NullMarked;
