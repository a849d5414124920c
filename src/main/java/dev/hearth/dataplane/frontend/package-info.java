/** The Invoke API: resolves the function, asks the counter, leases a sandbox, invokes. */
@NullMarked
package dev.hearth.dataplane.frontend;

import org.jspecify.annotations.NullMarked;
