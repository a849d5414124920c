/** Function URLs: HTTP requests become events, and what functions return becomes HTTP answers. */
@NullMarked
package dev.hearth.dataplane.functionurl;

import org.jspecify.annotations.NullMarked;
