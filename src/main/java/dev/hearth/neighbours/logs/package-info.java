/** What functions print and the platform says of them, in log groups and streams as CloudWatch names them. */
@NullMarked
package dev.hearth.neighbours.logs;

import org.jspecify.annotations.NullMarked;
