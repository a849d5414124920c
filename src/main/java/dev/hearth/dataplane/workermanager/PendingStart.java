package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.Demand;
import dev.hearth.dataplane.placement.ZoneSpread;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.model.CodePackage;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Program;
import dev.hearth.model.SandboxKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A sandbox that a pool wants. Each object is one sandbox; two objects with equal content are two sandboxes.
 *
 * <pre>
 * from        event                              to          what is done
 * (none)      wanted, no Worker could ever hold  (none)      its pool is told that it failed
 * (none)      wanted                             WAITING
 * WAITING     a turn is free, room may be there  CONFIRMING  its pool is asked whether it is needed
 * WAITING     room was sought for too long       (none)      its pool is told that it failed
 * WAITING     the same, a younger request waits  WAITING     room is sought until that has waited for as long
 * CONFIRMING  not needed                         (none)      the others suffice
 * CONFIRMING  needed, there is room              PLACED      {@link PlacedSandbox} goes on
 * CONFIRMING  needed, there is no room           WAITING     from now on room is sought, with a limit
 * PLACED      failed once, by the platform       WAITING
 * </pre>
 */
final class PendingStart {
    private final SandboxKey key;
    private final FunctionVersion function;
    private final Purpose purpose;
    private final LearnedUsage usage;

    // what the fleet knows of it, guarded by its lock

    /** The number in the queue. A start that waits again keeps it. */
    long number;

    int attempts;

    /** When it was wanted, and when its latest turn began. */
    long wantedNanos;

    long turnNanos;

    private LearnedUsage.Expected expected;
    private Demand demand;

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
        PRE_WARM;

        static Purpose of(InvocationKind kind) {
            return switch (kind) {
                case SYNCHRONOUS -> CALL;
                case ASYNCHRONOUS -> ASYNCHRONOUS_CALL;
            };
        }
    }

    /** @param usage what the function's sandboxes use, as far as it is known at any time */
    PendingStart(SandboxKey key, FunctionVersion function, Purpose purpose, LearnedUsage usage) {
        this.key = key;
        this.function = function;
        this.purpose = purpose;
        this.usage = usage;
        this.expected = usage.expected();
        this.demand = demand(function, type(), expected);
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

    /** The resources that the sandbox needs on its Worker, by what is known now. Asked for by the fleet only. */
    Demand demand() {
        LearnedUsage.Expected now = usage.expected();
        if (!now.equals(expected)) {
            expected = now;
            demand = demand(function, type(), now);
        }
        return demand;
    }

    /** What the last {@link #demand} was made of. */
    LearnedUsage.Expected expected() {
        return expected;
    }

    /** What it has waited for, if it is ordered now. */
    StartOrder.Waits waits(long now) {
        return new StartOrder.Waits(turnNanos - wantedNanos, now - turnNanos);
    }

    /** The resources of a sandbox that a Worker has already, until its pool says what it is expected to use. */
    static Demand demand(SandboxReport resident) {
        return demand(
                resident.function(),
                resident.type(),
                LearnedUsage.unknown(resident.function().memory()));
    }

    private static Demand demand(FunctionVersion function, InitializationType type, LearnedUsage.Expected expected) {
        return new Demand(
                function.arn(),
                function.memory(),
                expected.memory(),
                expected.cpuMillis(),
                code(function.program()),
                type == InitializationType.PROVISIONED_CONCURRENCY,
                ZoneSpread.EVEN);
    }

    /** The digests of what the Worker has to have unpacked. */
    private static List<String> code(Program program) {
        return switch (program) {
            case Program.Packaged(var _, var _, CodePackage code, List<FunctionLayer> layers) ->
                Stream.concat(Stream.of(code), layers.stream().map(FunctionLayer::code))
                        .map(CodePackage::sha256)
                        .distinct()
                        .toList();
            case Program.Imaged imaged -> List.of(imaged.code().sha256());
        };
    }
}
