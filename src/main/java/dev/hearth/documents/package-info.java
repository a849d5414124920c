/** What is kept of functions in the store: the kinds of documents that managing and invoking share, and their JSON. */
@NullMarked
package dev.hearth.documents;

import org.jspecify.annotations.NullMarked;
