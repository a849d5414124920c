package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that waits for a sandbox. It ends once: with a sandbox, with a failure, or by giving up. */
final class Waiter {
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /** How a wait ends. */
    private sealed interface End {
        record Served(Member member) implements End {}

        record Failed(ServiceException reason) implements End {}
    }

    /** False if it has ended before: the sandbox is still the caller's to place. */
    boolean serve(Member member) {
        return end.complete(new End.Served(member));
    }

    void fail(ServiceException reason) {
        end.complete(new End.Failed(reason));
    }

    /**
     * The sandbox, as soon as there is one.
     *
     * @throws ServiceException if there will be none, or none within the limit
     */
    Member await(Duration limit) {
        try {
            end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            fail(Refusals.full("No sandbox became free within " + limit.toSeconds() + " seconds."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The wait for a sandbox was interrupted."));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a wait never ends exceptionally", e);
        }
        return switch (end.join()) { // has ended by now, perhaps in the same instant in which it gave up
            case End.Served(Member member) -> member;
            case End.Failed(ServiceException reason) -> throw reason;
        };
    }
}
