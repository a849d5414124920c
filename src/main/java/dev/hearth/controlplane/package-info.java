/** The function management API: functions, their code and configuration, tags, account settings. */
@NullMarked
package dev.hearth.controlplane;

import org.jspecify.annotations.NullMarked;
