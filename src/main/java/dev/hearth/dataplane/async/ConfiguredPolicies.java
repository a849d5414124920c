package dev.hearth.dataplane.async;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.EventInvokeConfig;
import dev.hearth.model.FunctionArn;
import java.util.function.Function;

/**
 * The event invoke configurations of functions, by the name under which a function was invoked. Each call reads the
 * current one.
 */
public final class ConfiguredPolicies implements Function<FunctionArn, RetryPolicy> {
    private final Store store;

    public ConfiguredPolicies(Store store) {
        this.store = store;
    }

    @Override
    public RetryPolicy apply(FunctionArn invoked) {
        String qualifier = invoked.qualifier().orElse(FunctionArn.LATEST);
        return store.read(view -> view.find(Kinds.EVENT_INVOKE_CONFIG, Scope.function(invoked), qualifier))
                .map(ConfiguredPolicies::policy)
                .orElse(RetryPolicy.DEFAULT);
    }

    private static RetryPolicy policy(EventInvokeConfig config) {
        return new RetryPolicy(
                config.retries().orElse(Limits.RETRIES),
                config.eventAge().orElse(Limits.AGE),
                config.onSuccess(),
                config.onFailure());
    }
}
