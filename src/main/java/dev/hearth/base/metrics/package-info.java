/** The metrics of this process, for Prometheus. Hides Micrometer. */
@NullMarked
package dev.hearth.base.metrics;

import org.jspecify.annotations.NullMarked;
