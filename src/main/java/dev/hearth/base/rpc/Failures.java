package dev.hearth.base.rpc;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Converts failures of calls between the library's form and ours. */
final class Failures {
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("hearth-refusal-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private Failures() {}

    /** The status of a call whose handler threw this. */
    static Status status(Throwable thrown) {
        return switch (thrown) {
            case Refusal _ -> Status.ABORTED;
            case RpcException _ -> Status.CANCELLED;
            case InterruptedException _ -> Status.UNAVAILABLE.withDescription("the process stops");
            default -> Status.INTERNAL.withDescription("a fault of the process that was called");
        };
    }

    static Metadata trailers(Throwable thrown) {
        Metadata trailers = new Metadata();
        if (thrown instanceof Refusal refusal) {
            trailers.put(DETAILS, refusal.details());
        }
        return trailers;
    }

    /**
     * The exception for the caller.
     *
     * @param sent whether any of it has left this process
     */
    static RpcException of(Status status, @Nullable Metadata trailers, String method, boolean sent) {
        byte[] details = trailers == null ? null : trailers.get(DETAILS);
        RpcException.Kind kind = switch (status.getCode()) {
            case UNAVAILABLE -> sent ? RpcException.Kind.LOST : RpcException.Kind.NOT_SENT;
            case DEADLINE_EXCEEDED -> sent ? RpcException.Kind.LATE : RpcException.Kind.NOT_SENT;
            case ABORTED -> details == null ? RpcException.Kind.BROKEN : RpcException.Kind.REFUSED;
            case PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> RpcException.Kind.FORBIDDEN;
            case CANCELLED -> RpcException.Kind.LOST;
            default -> RpcException.Kind.BROKEN;
        };
        Throwable cause = status.getCause();
        String why = status.getDescription() + (cause == null ? "" : ": " + cause.getMessage());
        return new RpcException(kind, method + ": " + status.getCode() + " (" + why + ")", details);
    }
}
