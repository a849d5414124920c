/** The logs of functions and of the platform, in log groups and streams as in CloudWatch Logs. */
@NullMarked
package dev.hearth.neighbours.logs;

import org.jspecify.annotations.NullMarked;
