/** The S3 API over the built-in buckets. */
@NullMarked
package dev.hearth.neighbours.s3.server;

import org.jspecify.annotations.NullMarked;
