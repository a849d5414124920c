/** Objects in buckets: what the built-in buckets and the client for another S3-compatible store share. */
@NullMarked
package dev.hearth.neighbours.s3;

import org.jspecify.annotations.NullMarked;
