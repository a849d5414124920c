package dev.hearth.dataplane.frontend;

import dev.hearth.model.AccountId;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import java.util.Optional;

/** The Invoke API, after authentication and before the wire format. */
public interface Frontend {
    /** Begins to measure the times of a call. The caller of this closes them. */
    CallTimes begin(String requestId);

    /**
     * Runs a function.
     *
     * @throws dev.hearth.error.ServiceException if the function did not run
     */
    default Answer invoke(Call call) {
        return invoke(call, false);
    }

    /**
     * Runs a function.
     *
     * @param wantsLog whether the end of the invocation is waited for, so that the log's tail has its last lines; else
     *     the answer is returned as soon as the function has given it
     * @throws dev.hearth.error.ServiceException if the function did not run
     */
    Answer invoke(Call call, boolean wantsLog);

    /**
     * Runs a function and streams its answer. Returns when the answer has ended. The function may still run then; its
     * grant and permit end when its runtime asks for the next invocation.
     *
     * @param call its type is {@code REQUEST_RESPONSE}
     * @throws dev.hearth.error.ServiceException if the function did not run, or the platform failed while it did
     * @throws java.io.UncheckedIOException if the caller is gone: what {@code answer} threw
     */
    void stream(Call call, StreamedAnswer answer);

    /**
     * Runs an event that was accepted earlier. The permissions of its caller are not checked again.
     *
     * @param function the identity of the function that accepted the event
     * @throws dev.hearth.error.ServiceException if the function did not run
     */
    Answer run(Invocation accepted, String function);

    /** How the caller wants the function to run. */
    enum InvocationType {
        REQUEST_RESPONSE,
        EVENT,
        DRY_RUN,

        /** The answer is waited for, as that of REQUEST_RESPONSE, but callers of Invoke come before it. */
        BATCH
    }

    /**
     * One call of Invoke.
     *
     * @param account whose function it is
     * @param function as in the path: a name, a partial or a full ARN, perhaps with a qualifier
     * @param qualifier as in the query
     * @param payload the event; empty stands for none. At most {@code Quotas.SYNCHRONOUS_EVENT_BYTES}, which the reader
     *     of the request enforces
     * @param clientContext as in the header: JSON in base64
     * @param times what measures its phases
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
    record Call(
            AccountId account,
            String function,
            Optional<String> qualifier,
            InvocationType type,
            byte[] payload,
            String requestId,
            Optional<String> traceHeader,
            Optional<String> clientContext,
            Optional<String> tenantId,
            CallTimes times) {}

    /**
     * The answer to a call.
     *
     * @param executedVersion the version that ran
     * @param result empty for a dry run, and for an event that was accepted
     */
    record Answer(int status, String executedVersion, String traceHeader, Optional<InvocationResult> result) {}
}
