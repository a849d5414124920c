/** What extensions that subscribe are told of logs and of the platform's events: the Telemetry API and the Logs API. */
@NullMarked
package dev.hearth.dataplane.telemetry;

import org.jspecify.annotations.NullMarked;
