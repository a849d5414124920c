/** Signature Version 4: who sent a request, and whether it is unchanged since it was signed. */
@NullMarked
package dev.hearth.base.auth;

import org.jspecify.annotations.NullMarked;
