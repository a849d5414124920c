/** A client for another S3-compatible store, which only fetches objects. */
@NullMarked
package dev.hearth.neighbours.s3.client;

import org.jspecify.annotations.NullMarked;
