package dev.hearth.base.image;

/**
 * What one document of an image says of another piece of content.
 *
 * @param mediaType what it is
 * @param size in bytes
 */
record Descriptor(String mediaType, Digest digest, long size) {}
