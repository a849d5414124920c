package dev.hearth.controlplane.concurrency;

import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.model.SandboxKey;

/** Reports how many provisioned sandboxes are ready. */
@FunctionalInterface
public interface Provisioning {
    ProvisionedSandboxes of(SandboxKey version);
}
