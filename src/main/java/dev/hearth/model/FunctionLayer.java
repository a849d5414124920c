package dev.hearth.model;

/**
 * A version of a layer, as a function uses it: what it holds is here too, for it may be deleted meanwhile.
 *
 * @param arn with the version
 */
public record FunctionLayer(String arn, CodePackage code) {}
