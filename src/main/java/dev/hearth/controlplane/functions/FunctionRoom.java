package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.code.CodeStores;
import java.time.Duration;

/**
 * What the operations on functions get from other rooms and from the data plane.
 *
 * @param code where code comes from and is kept
 * @param machine which functions can be run
 * @param preparation makes a function's code ready before it is active
 * @param layers resolves the layers that a function names
 * @param signing the code signing configurations of functions
 * @param locations signs the addresses of code packages
 * @param leastUpdate how long callers see an update in progress at least
 */
public record FunctionRoom(
        CodeStores code,
        Machine machine,
        CodePreparation preparation,
        LayerResolution layers,
        CodeSigning signing,
        CodeLocations locations,
        Duration leastUpdate) {}
