package dev.hearth.dataplane.functionurl;

import dev.hearth.base.store.Store;
import java.net.URI;
import java.util.function.Supplier;

/**
 * The addresses of functions.
 *
 * @param store has them
 * @param access who may call which
 * @param base scheme, domain and port of all of them
 */
public record PublishedUrls(Store store, UrlAccess access, Supplier<URI> base) {}
