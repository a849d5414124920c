package dev.hearth.dataplane.functionurl;

import dev.hearth.base.store.Store;
import java.net.URI;
import java.util.function.Supplier;

/**
 * What serves function URLs.
 *
 * @param store of the URLs
 * @param access decides who may call a URL
 * @param base scheme, domain and port of all URLs
 */
public record PublishedUrls(Store store, UrlAccess access, Supplier<URI> base) {}
