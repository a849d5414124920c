/** IAM's policy language: documents, and whether they let a request pass. Pure functions. */
@NullMarked
package dev.hearth.neighbours.iam.policy;

import org.jspecify.annotations.NullMarked;
