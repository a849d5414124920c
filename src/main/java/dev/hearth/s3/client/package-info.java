/** A client for another S3-compatible store, as far as fetching code packages goes. */
@NullMarked
package dev.hearth.s3.client;

import org.jspecify.annotations.NullMarked;
