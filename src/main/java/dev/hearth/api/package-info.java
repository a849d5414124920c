/** The edge: one HTTP endpoint, the wire format of AWS, and the routes to the services. */
@NullMarked
package dev.hearth.api;

import org.jspecify.annotations.NullMarked;
