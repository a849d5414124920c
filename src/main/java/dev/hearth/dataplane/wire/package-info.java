/** Worker, Worker Manager and Counter for other processes: the same interfaces, over {@code base.rpc}. */
@NullMarked
package dev.hearth.dataplane.wire;

import org.jspecify.annotations.NullMarked;
