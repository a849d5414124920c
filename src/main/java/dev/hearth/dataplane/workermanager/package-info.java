/** Which sandboxes exist and which are idle: grants an idle one to a request, or has a new one started. */
@NullMarked
package dev.hearth.dataplane.workermanager;

import org.jspecify.annotations.NullMarked;
