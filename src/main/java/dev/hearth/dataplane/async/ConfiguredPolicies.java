package dev.hearth.dataplane.async;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.EventInvokeConfig;
import dev.hearth.model.FunctionArn;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The event invoke configurations of functions, by the name under which a function was invoked. Each call reads the
 * current one.
 */
public final class ConfiguredPolicies implements Function<FunctionArn, RetryPolicy> {
    private final Store store;
    private final Duration delay;

    /** @param delay how long an event waits after its function's first error */
    public ConfiguredPolicies(Store store, Duration delay) {
        this.store = store;
        this.delay = delay;
    }

    @Override
    public RetryPolicy apply(FunctionArn invoked) {
        String qualifier = invoked.qualifier().orElse(FunctionArn.LATEST);
        return store.read(view -> view.find(Kinds.EVENT_INVOKE_CONFIG, Scope.function(invoked), qualifier))
                .map(this::policy)
                .orElseGet(
                        () -> new RetryPolicy(Limits.RETRIES, delay, Limits.AGE, Optional.empty(), Optional.empty()));
    }

    private RetryPolicy policy(EventInvokeConfig config) {
        return new RetryPolicy(
                config.retries().orElse(Limits.RETRIES),
                delay,
                config.eventAge().orElse(Limits.AGE),
                config.onSuccess(),
                config.onFailure());
    }
}
