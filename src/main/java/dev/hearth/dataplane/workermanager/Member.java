package dev.hearth.dataplane.workermanager;

import dev.hearth.model.DataSize;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;

/**
 * A sandbox as the worker manager knows it: where it is, what it serves and how much memory it holds there.
 *
 * @param type provisioned ones are kept, however long nobody asks for them
 */
record Member(SandboxId id, SandboxKey key, WorkerId worker, DataSize memory, InitializationType type) {
    boolean isProvisioned() {
        return type == InitializationType.PROVISIONED_CONCURRENCY;
    }
}
