/** Where function code runs: the contract that every sandbox driver keeps. Drivers live in subpackages. */
@NullMarked
package dev.hearth.dataplane.sandbox;

import org.jspecify.annotations.NullMarked;
