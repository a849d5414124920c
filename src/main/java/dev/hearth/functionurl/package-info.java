/** Function URLs: HTTP requests become events, and what functions return becomes HTTP answers. */
@NullMarked
package dev.hearth.functionurl;

import org.jspecify.annotations.NullMarked;
