/** Event source mappings of queues: messages are received in batches, functions process them, and they are deleted. */
@NullMarked
package dev.hearth.dataplane.pollers;

import org.jspecify.annotations.NullMarked;
