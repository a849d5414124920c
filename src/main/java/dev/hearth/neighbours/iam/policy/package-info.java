/** IAM's policy language: parses policies and decides by them. Pure functions. */
@NullMarked
package dev.hearth.neighbours.iam.policy;

import org.jspecify.annotations.NullMarked;
