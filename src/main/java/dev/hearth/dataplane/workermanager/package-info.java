/** Which sandboxes exist and which are idle: leases a warm one, or has a new one made. */
@NullMarked
package dev.hearth.dataplane.workermanager;

import org.jspecify.annotations.NullMarked;
