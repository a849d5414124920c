package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.code.Packages;

/**
 * Takes in the code that a request names for a function.
 *
 * @param packages takes in code packages
 * @param images resolves container images
 * @param layers finds the layers that a function names
 * @param signing checks whether unsigned code may be deployed
 */
record CodeIntake(Packages packages, Images images, ChosenLayers layers, CodeSigning signing) {}
