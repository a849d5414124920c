/** The services of the data plane for processes that are apart: the same interfaces, over {@code base.rpc}. */
@NullMarked
package dev.hearth.dataplane.wire;

import org.jspecify.annotations.NullMarked;
