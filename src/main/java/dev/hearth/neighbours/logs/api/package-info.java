/** CloudWatch Logs' API over log groups and streams. */
@NullMarked
package dev.hearth.neighbours.logs.api;

import org.jspecify.annotations.NullMarked;
