package dev.hearth.controlplane.concurrency;

import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.model.SandboxKey;

/** Tells how far the sandboxes are that are started ahead. */
@FunctionalInterface
public interface Provisioning {
    ProvisionedSandboxes of(SandboxKey version);
}
