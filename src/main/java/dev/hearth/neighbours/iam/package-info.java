/** Identity and Access Management: users, roles, keys and policies, and what they let somebody do. */
@NullMarked
package dev.hearth.neighbours.iam;

import org.jspecify.annotations.NullMarked;
