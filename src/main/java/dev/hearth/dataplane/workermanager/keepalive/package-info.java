/**
 * Keep-alive policies: how long idle sandboxes stay, and in which order they are evicted. Pure decisions; the time is a
 * parameter.
 */
@NullMarked
package dev.hearth.dataplane.workermanager.keepalive;

import org.jspecify.annotations.NullMarked;
