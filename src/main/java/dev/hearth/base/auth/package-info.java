/** Signature Version 4: who is calling, and is the request what they signed. */
@NullMarked
package dev.hearth.base.auth;

import org.jspecify.annotations.NullMarked;
