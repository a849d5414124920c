/** Which interpreter on this machine answers a Lambda runtime identifier, and how it is started. */
@NullMarked
package dev.hearth.dataplane.runtimes;

import org.jspecify.annotations.NullMarked;
