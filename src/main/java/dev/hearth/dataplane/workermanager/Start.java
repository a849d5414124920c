package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.Demand;
import dev.hearth.dataplane.placement.ZoneSpread;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Quotas;
import dev.hearth.model.SandboxKey;
import java.util.List;
import java.util.OptionalLong;

/**
 * A sandbox that a pool wants. Each object is one sandbox; two objects with equal content are two sandboxes.
 *
 * <pre>
 * from        event                              to          what is done
 * (none)      wanted, no Worker could ever hold  (none)      its pool is told that it failed
 * (none)      wanted                             WAITING
 * WAITING     a turn is free, room may be there  CONFIRMING  its pool is asked whether it is needed
 * WAITING     room was sought for too long       (none)      its pool is told that it failed
 * CONFIRMING  not needed                         (none)      the others suffice
 * CONFIRMING  needed, there is room              PLACED      {@link Placed} goes on
 * CONFIRMING  needed, there is no room           WAITING     from now on room is sought, with a limit
 * PLACED      failed once, by the platform       WAITING
 * </pre>
 */
final class Start {
    private final SandboxKey key;
    private final FunctionVersion function;
    private final Purpose purpose;

    // what the fleet knows of it, guarded by its lock

    /** The number in the queue. A start that waits again keeps it. */
    long number;

    int attempts;

    /** Until when room is sought; empty until the start finds no room. */
    OptionalLong roomUntil = OptionalLong.empty();

    /** The reason for a start. */
    enum Purpose {
        /** A synchronous request waits for the sandbox. */
        CALL,
        /** An asynchronous request waits for it. */
        ASYNCHRONOUS_CALL,
        /** The sandbox is provisioned. */
        FLOOR,
        /** A call is expected. */
        PRE_WARM
    }

    Start(SandboxKey key, FunctionVersion function, Purpose purpose) {
        this.key = key;
        this.function = function;
        this.purpose = purpose;
    }

    SandboxKey key() {
        return key;
    }

    FunctionVersion function() {
        return function;
    }

    Purpose purpose() {
        return purpose;
    }

    /** Whether a request wanted the sandbox. */
    boolean isForCall() {
        return purpose == Purpose.CALL || purpose == Purpose.ASYNCHRONOUS_CALL;
    }

    /** The kind of request that it is for, or that it serves first. */
    InvocationKind kind() {
        return switch (purpose) {
            case ASYNCHRONOUS_CALL -> InvocationKind.ASYNCHRONOUS;
            case CALL, FLOOR, PRE_WARM -> InvocationKind.SYNCHRONOUS;
        };
    }

    InitializationType type() {
        return switch (purpose) {
            case CALL, ASYNCHRONOUS_CALL, PRE_WARM -> InitializationType.ON_DEMAND;
            case FLOOR -> InitializationType.PROVISIONED_CONCURRENCY;
        };
    }

    Demand demand() {
        return demand(function, type());
    }

    /** The resources that a sandbox of a function needs on its Worker. */
    static Demand demand(FunctionVersion function, InitializationType type) {
        long memoryMb = function.memory().toMebibytes();
        return new Demand(
                function.arn(),
                function.memory(),
                function.memory(),
                Math.toIntExact(memoryMb * Limits.MILLIS_PER_CPU / Quotas.MEBIBYTES_PER_PROCESSOR),
                List.of(function.program().code().sha256()),
                type == InitializationType.PROVISIONED_CONCURRENCY,
                ZoneSpread.EVEN);
    }
}
