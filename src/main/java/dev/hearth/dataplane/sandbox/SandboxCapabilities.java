package dev.hearth.dataplane.sandbox;

import dev.hearth.base.artifact.TreeOwner;

/**
 * What a driver's sandboxes can and can't do.
 *
 * @param isolated function code can't touch the host or another sandbox
 * @param ownAddress each has a network address of its own, by which the Runtime API tells it from the others
 * @param limits memory, processor, process count and scratch space are limited as configured
 * @param freeze it can be frozen between invocations
 * @param images a container image can be its root ({@link ImageRoot})
 * @param treeOwner whose on the host the trees of code and layers and of container images must be to be root's in a
 *     sandbox
 * @param stems a program can wait in it for its function ({@link Stem})
 * @param logDescriptor the descriptor that runtime clients find their log calls' frames to be written to
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
