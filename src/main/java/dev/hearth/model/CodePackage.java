package dev.hearth.model;

/**
 * A stored code package: its content's name and its size.
 *
 * @param sha256 the digest of the zip file, in lower-case hexadecimal: the name under which it is stored
 */
public record CodePackage(String sha256, DataSize size) {}
