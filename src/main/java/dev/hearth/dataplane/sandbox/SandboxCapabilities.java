package dev.hearth.dataplane.sandbox;

import dev.hearth.base.artifact.TreeOwner;

/**
 * The capabilities of a driver's sandboxes.
 *
 * @param isolated function code can't reach the host or another sandbox
 * @param ownAddress each has its own network address, by which the Runtime API identifies it
 * @param limits memory, processor, process count and scratch space are limited as configured
 * @param freeze it can be frozen between invocations
 * @param images a container image can be its root ({@link ImageRoot})
 * @param treeOwner the owner on the host of files that belong to root in a sandbox
 * @param stems it can be a stem cell ({@link Stem})
 * @param logDescriptor the descriptor to which runtime clients write the frames of log calls
 */
public record SandboxCapabilities(
        boolean isolated,
        boolean ownAddress,
        boolean limits,
        boolean freeze,
        boolean images,
        TreeOwner treeOwner,
        boolean stems,
        int logDescriptor) {}
