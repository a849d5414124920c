package dev.hearth.controlplane.concurrency;

import dev.hearth.model.SandboxKey;
import dev.hearth.workermanager.ProvisionedSandboxes;

/** Tells how far the sandboxes are that are started ahead. */
@FunctionalInterface
public interface Provisioning {
    ProvisionedSandboxes of(SandboxKey version);
}
