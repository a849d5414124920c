package dev.hearth.dataplane.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.base.rpc.Refusal;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.wire.messages.Failure;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import java.util.Arrays;
import java.util.Optional;

/** Sends errors that callers of Lambda can get from one process to another. */
final class Errors {
    private Errors() {}

    /** The part of a handler that may fail with such an error. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws InterruptedException;
    }

    /** Runs a handler's step, and converts its errors to refusals. */
    static <T> T serving(Step<T> step) throws Refusal, InterruptedException {
        try {
            return step.run();
        } catch (ServiceException e) {
            throw refusal(e);
        }
    }

    static Refusal refusal(ServiceException e) {
        Failure.Builder failure = Failure.newBuilder().setCode(e.code().name()).setUntyped(!e.isTyped());
        e.reason().ifPresent(failure::setThrottleReason);
        if (e.hasMessage()) {
            String message = e.getMessage();
            failure.setMessage(message.substring(0, Math.min(message.length(), Limits.REFUSAL_CHARACTERS)));
        }
        return new Refusal(failure.build().toByteArray());
    }

    /**
     * Converts a failed call to the error for its caller.
     *
     * @param whom the other process's name in the error
     */
    static ServiceException of(RpcException failed, String whom) {
        Optional<byte[]> details = failed.details();
        if (details.isPresent()) {
            return of(details.get());
        }
        return switch (failed.kind()) {
            case NOT_SENT -> new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, whom + " can't be reached.", failed);
            case LOST -> new ServiceException(ErrorCode.SERVICE, whom + " was lost.", failed);
            case LATE -> new ServiceException(ErrorCode.SERVICE, whom + " did not answer in time.", failed);
            case REFUSED, FORBIDDEN, BROKEN ->
                new ServiceException(ErrorCode.SERVICE, whom + " could not do what was asked.", failed);
        };
    }

    private static ServiceException of(byte[] details) {
        Failure failure;
        try {
            failure = Failure.parseFrom(details);
        } catch (InvalidProtocolBufferException e) {
            return new ServiceException(ErrorCode.SERVICE, "A refusal could not be read.", e);
        }
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(failure.getCode()))
                .findFirst()
                .orElse(ErrorCode.SERVICE);
        Optional<ThrottleReason> reason = Arrays.stream(ThrottleReason.values())
                .filter(known -> known.wire().equals(failure.getThrottleReason()))
                .findFirst();
        if (reason.isPresent()) {
            return ServiceException.throttled(reason.get(), failure.getMessage());
        }
        if (!failure.hasMessage()) {
            return ServiceException.wordless(code);
        }
        return failure.getUntyped()
                ? ServiceException.untyped(code, failure.getMessage())
                : new ServiceException(code, failure.getMessage());
    }

    /** The error for an interrupt; the thread stays interrupted. */
    static ServiceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ServiceException(ErrorCode.SERVICE, "The call of another process was interrupted.", e);
    }
}
