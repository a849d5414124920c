/** Where function code runs: the contract that every sandbox driver keeps. Drivers live in subpackages. */
@NullMarked
package dev.hearth.sandbox;

import org.jspecify.annotations.NullMarked;
