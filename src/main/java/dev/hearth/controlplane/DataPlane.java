package dev.hearth.controlplane;

import dev.hearth.controlplane.concurrency.Provisioning;
import dev.hearth.controlplane.eventsources.SourcePolling;
import dev.hearth.controlplane.functions.CodePreparation;
import dev.hearth.controlplane.functions.Machine;

/**
 * What the control plane needs of the data plane.
 *
 * @param machine which functions can be run
 * @param preparation makes a function's code ready before it is active
 * @param provisioning how far provisioned sandboxes are
 * @param polling has the messages of queues processed
 */
public record DataPlane(
        Machine machine, CodePreparation preparation, Provisioning provisioning, SourcePolling polling) {}
