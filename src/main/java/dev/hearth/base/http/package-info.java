/** The HTTP server, and the only package that knows which library it is. */
@NullMarked
package dev.hearth.base.http;

import org.jspecify.annotations.NullMarked;
