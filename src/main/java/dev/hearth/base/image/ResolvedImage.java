package dev.hearth.base.image;

/**
 * One machine's image, by its content: whatever becomes of the tag, this stays the same.
 *
 * @param reference the address with the digest in place of a tag
 * @param digest of its manifest
 */
public record ResolvedImage(ImageReference reference, Digest digest) {}
