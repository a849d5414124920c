/** The URLs of functions and aliases, as resources: their addresses, who may call them, CORS. */
@NullMarked
package dev.hearth.controlplane.urls;

import org.jspecify.annotations.NullMarked;
