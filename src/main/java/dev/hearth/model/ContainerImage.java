package dev.hearth.model;

/**
 * The container image of a function, by the content that its address meant when the function got it.
 *
 * @param uri the address, as the user gave it
 * @param resolved the same with the digest of the content in place of a tag
 * @param sha256 the digits of that digest
 */
public record ContainerImage(String uri, String resolved, String sha256) {}
