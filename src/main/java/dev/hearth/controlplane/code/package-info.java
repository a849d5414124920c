/** The code packages of functions and layers: how requests bring them in, and the addresses for downloading them. */
@NullMarked
package dev.hearth.controlplane.code;

import org.jspecify.annotations.NullMarked;
