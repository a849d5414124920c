package dev.hearth.base.image;

/**
 * The description of another piece of content in a document of an image.
 *
 * @param mediaType the kind of content
 * @param size in bytes
 */
record Descriptor(String mediaType, Digest digest, long size) {}
