/** Which idle sandboxes stay, for how long, and which goes first when room is needed: pure decisions, time comes in. */
@NullMarked
package dev.hearth.dataplane.workermanager.keepalive;

import org.jspecify.annotations.NullMarked;
