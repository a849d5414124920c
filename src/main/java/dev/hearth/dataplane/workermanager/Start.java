package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxKey;
import java.util.Optional;

/** The start of one sandbox for a pool: for those who wait, or because so many are to be provisioned. */
record Start(SandboxPool pool, FunctionVersion function, Optional<String> tenant, InitializationType type) {
    SandboxKey key() {
        return function.sandboxKey(tenant);
    }

    /** Whether it can be left out, as long as it has not begun; if so, the pool no longer expects it. */
    boolean isUnneeded() {
        return switch (type) {
            case ON_DEMAND -> pool.startUnneeded();
            case PROVISIONED_CONCURRENCY -> pool.provisionUnneeded();
        };
    }

    /** The sandbox is there. */
    SandboxPool.Next done(Member member, long nowNanos) {
        return switch (type) {
            case ON_DEMAND -> pool.started(member, nowNanos);
            case PROVISIONED_CONCURRENCY -> pool.provisioned(member, nowNanos);
        };
    }

    /** There will be none. */
    void failed(ServiceException reason) {
        switch (type) {
            case ON_DEMAND -> pool.startFailed().ifPresent(waiter -> waiter.fail(reason));
            case PROVISIONED_CONCURRENCY -> pool.provisionFailed(reason.getMessage());
        }
    }
}
