package dev.hearth.base.image;

/**
 * The image of one platform, by its content. It stays the same when its tag changes.
 *
 * @param reference the address with the digest in place of a tag
 * @param digest of its manifest
 */
public record ResolvedImage(ImageReference reference, Digest digest) {}
