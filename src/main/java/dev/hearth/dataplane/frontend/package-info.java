/**
 * The Invoke API: resolves the function, acquires a permit of the Counter and a grant of the Worker Manager, and takes
 * the payload to the Worker.
 */
@NullMarked
package dev.hearth.dataplane.frontend;

import org.jspecify.annotations.NullMarked;
