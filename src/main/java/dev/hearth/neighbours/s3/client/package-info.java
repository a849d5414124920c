/** A client for another S3-compatible store, as far as fetching code packages goes. */
@NullMarked
package dev.hearth.neighbours.s3.client;

import org.jspecify.annotations.NullMarked;
