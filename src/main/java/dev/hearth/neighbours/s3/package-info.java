/** Objects in buckets: what the built-in folder and the client for another S3-compatible store have in common. */
@NullMarked
package dev.hearth.neighbours.s3;

import org.jspecify.annotations.NullMarked;
