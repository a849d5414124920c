package dev.hearth.model;

/**
 * A layer's version in a function's configuration. Its package is recorded here, because the layer may be deleted.
 *
 * @param arn with the version
 */
public record FunctionLayer(String arn, CodePackage code) {}
