package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.Method;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells another process that a grant or a permit has ended. The message may arrive twice. A lost message is no failure:
 * the call has its answer, and the other process ends the grant or permit after its time.
 */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    private Ends() {}

    static <Q> void tell(Caller other, Method<Q, Nothing> method, Q end) {
        boolean interrupted = Thread.interrupted(); // the end of an interrupted call is sent too
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    other.call(method, end, Limits.FROM_MEMORY);
                    return;
                } catch (ServiceException e) {
                    boolean passing = e.code().category() == ErrorCategory.PLATFORM;
                    if (!passing
                            || attempt >= Limits.END_ATTEMPTS
                            || Thread.currentThread().isInterrupted()) {
                        LOG.warn("{}: it takes back by time what has ended", e.getMessage());
                        return;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
