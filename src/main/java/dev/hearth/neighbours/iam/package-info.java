/** Identity and Access Management: users, roles, keys and policies, and the decisions by them. */
@NullMarked
package dev.hearth.neighbours.iam;

import org.jspecify.annotations.NullMarked;
