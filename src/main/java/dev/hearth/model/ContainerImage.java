package dev.hearth.model;

/**
 * The container image of a function. The digest was resolved when the function was created or updated.
 *
 * @param uri the address, as the user gave it
 * @param resolved the address with the digest in place of the tag
 * @param sha256 the hexadecimal digits of the digest
 */
public record ContainerImage(String uri, String resolved, String sha256) {}
