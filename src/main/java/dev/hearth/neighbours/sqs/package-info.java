/** Queues of AWS's Simple Queue Service on another server. */
@NullMarked
package dev.hearth.neighbours.sqs;

import org.jspecify.annotations.NullMarked;
