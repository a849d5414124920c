package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.wire.messages.ClaimantMessage;
import dev.hearth.dataplane.wire.messages.GrantMessage;
import dev.hearth.dataplane.wire.messages.Kind;
import dev.hearth.dataplane.wire.messages.Outcome;
import dev.hearth.dataplane.wire.messages.PermitMessage;
import dev.hearth.dataplane.wire.messages.PermitQuestion;
import dev.hearth.dataplane.wire.messages.Pool;
import dev.hearth.dataplane.wire.messages.Reservation;
import dev.hearth.dataplane.wire.messages.Usage;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Converts grants, permits and related values to messages and back. The end of a grant is sent as the time that is
 * left, because clocks of processes differ, and so becomes later by the time that the message takes. A permit is
 * returned to the Counter unchanged.
 */
final class GrantMessages {
    private GrantMessages() {}

    static GrantMessage grant(Grant grant, long now) {
        return GrantMessage.newBuilder()
                .setId(grant.id())
                .setWorker(grant.worker().value())
                .setSandbox(grant.sandbox().value())
                .setEpoch(grant.epoch())
                .setLeftNanos(left(grant.untilNanos(), now))
                .build();
    }

    static Grant grant(GrantMessage message, long now) {
        return new Grant(
                message.getId(),
                new WorkerId(message.getWorker()),
                new SandboxId(message.getSandbox()),
                message.getEpoch(),
                now + message.getLeftNanos());
    }

    /** The time left until a time, at most {@link Limits#LONGEST}. */
    static long left(long untilNanos, long now) {
        long left = untilNanos - now;
        boolean far = untilNanos > 0 && now < 0 && left < 0; // the difference may have overflowed
        return far ? Limits.LONGEST.toNanos() : Math.clamp(left, 0, Limits.LONGEST.toNanos());
    }

    static Usage usage(SandboxUsage usage) {
        Usage.Builder message = Usage.newBuilder()
                .setMemoryPeakBytes(usage.memoryPeak().bytes())
                .setMeasures(usage.measures());
        usage.cpuMillis().ifPresent(message::setCpuMillis);
        return message.build();
    }

    static SandboxUsage usage(Usage message) {
        return new SandboxUsage(
                new DataSize(message.getMemoryPeakBytes()),
                message.hasCpuMillis() ? OptionalInt.of(message.getCpuMillis()) : OptionalInt.empty(),
                message.getMeasures());
    }

    static Kind kind(InvocationKind kind) {
        return switch (kind) {
            case SYNCHRONOUS -> Kind.KIND_SYNCHRONOUS;
            case ASYNCHRONOUS -> Kind.KIND_ASYNCHRONOUS;
        };
    }

    static InvocationKind kind(Kind message) {
        return switch (message) {
            case KIND_SYNCHRONOUS -> InvocationKind.SYNCHRONOUS;
            case KIND_ASYNCHRONOUS, KIND_UNKNOWN, UNRECOGNIZED -> InvocationKind.ASYNCHRONOUS;
        };
    }

    static Outcome outcome(GrantOutcome how) {
        return switch (how) {
            case REUSABLE -> Outcome.OUTCOME_REUSABLE;
            case SPENT -> Outcome.OUTCOME_SPENT;
            case GONE -> Outcome.OUTCOME_GONE;
        };
    }

    static GrantOutcome outcome(Outcome message) {
        return switch (message) {
            case OUTCOME_REUSABLE -> GrantOutcome.REUSABLE;
            case OUTCOME_GONE -> GrantOutcome.GONE;
            case OUTCOME_SPENT, OUTCOME_UNKNOWN, UNRECOGNIZED -> GrantOutcome.SPENT;
        };
    }

    static PermitQuestion question(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
        PermitQuestion.Builder message = PermitQuestion.newBuilder()
                .setClaimant(claimant(claimant))
                .setProvisioned(capacity.provisioned())
                .setWithheld(capacity.withheld())
                .setKind(kind(kind))
                .setTimeoutNanos(timeout.toNanos());
        capacity.reservation()
                .ifPresent(reservation -> message.setReservation(
                        Reservation.newBuilder().setAll(reservation.all()).setProvisioned(reservation.provisioned())));
        return message.build();
    }

    static Capacity capacity(PermitQuestion message) {
        Reservation reservation = message.getReservation();
        return new Capacity(
                message.getProvisioned(),
                message.hasReservation()
                        ? Optional.of(new Capacity.Reservation(reservation.getAll(), reservation.getProvisioned()))
                        : Optional.empty(),
                message.getWithheld());
    }

    static PermitMessage permit(Permit permit) {
        return PermitMessage.newBuilder()
                .setId(permit.id())
                .setClaimant(claimant(permit.claimant()))
                .setPool(
                        switch (permit.pool()) {
                            case UNRESERVED -> Pool.POOL_UNRESERVED;
                            case RESERVED -> Pool.POOL_RESERVED;
                            case PROVISIONED -> Pool.POOL_PROVISIONED;
                        })
                .setUntilNanos(permit.untilNanos())
                .build();
    }

    static Permit permit(PermitMessage message) {
        Permit.Pool pool = switch (message.getPool()) {
            case POOL_UNRESERVED -> Permit.Pool.UNRESERVED;
            case POOL_RESERVED -> Permit.Pool.RESERVED;
            case POOL_PROVISIONED -> Permit.Pool.PROVISIONED;
            case POOL_UNKNOWN, UNRECOGNIZED ->
                throw new IllegalArgumentException("a permit of a pool that is not known here");
        };
        return new Permit(message.getId(), claimant(message.getClaimant()), pool, message.getUntilNanos());
    }

    private static ClaimantMessage claimant(Claimant claimant) {
        return ClaimantMessage.newBuilder()
                .setAccount(claimant.account().value())
                .setFunction(claimant.function())
                .setVersion(claimant.version())
                .build();
    }

    static Claimant claimant(ClaimantMessage message) {
        return new Claimant(new AccountId(message.getAccount()), message.getFunction(), message.getVersion());
    }
}
