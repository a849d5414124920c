/** The Security Token Service: its API over the sessions of roles that {@code iam} keeps. */
@NullMarked
package dev.hearth.neighbours.sts;

import org.jspecify.annotations.NullMarked;
