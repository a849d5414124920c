package dev.hearth.iam;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.Principal;
import dev.hearth.policy.Decision;
import dev.hearth.policy.PolicyDocument;
import dev.hearth.policy.RequestContext;
import dev.hearth.store.Scope;
import dev.hearth.store.Store;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Whether somebody may do something with a function: by their own policies, and by that of exactly the function,
 * version or alias that they name.
 *
 * <p>The policies of functions are in memory after the first question. A change of one empties that; what was read
 * before goes into the map that was thrown away then.
 */
public final class FunctionAccess {
    private final Store store;
    private final Authorization authorization;
    private volatile Map<FunctionArn, Optional<PolicyDocument>> known = new ConcurrentHashMap<>();

    public FunctionAccess(Store store, Authorization authorization) {
        this.store = store;
        this.authorization = authorization;
        store.onChange(change -> {
            if (change.isOf(ResourcePolicy.OF_FUNCTION)) {
                known = new ConcurrentHashMap<>();
            }
        });
    }

    /**
     * Refuses what somebody may not do with a function.
     *
     * @param action such as {@code lambda:InvokeFunction}
     * @param function with the qualifier by which it is called
     * @param circumstances what conditions may ask, such as {@code lambda:FunctionUrlAuthType} or {@code aws:SourceArn}
     */
    public void check(
            Principal principal, String action, FunctionArn function, Supplier<RequestContext> circumstances) {
        if (principal.isRootOf(function.account())) {
            return;
        }
        authorization.check(
                principal, action, resource(function), function.account(), circumstances, () -> policy(function));
    }

    /** Whether somebody may do something with a function; see {@link #check}. */
    public Decision decide(
            Principal principal, String action, FunctionArn function, Supplier<RequestContext> circumstances) {
        return principal.isRootOf(function.account())
                ? new Decision.Allowed()
                : authorization.decide(
                        principal,
                        action,
                        resource(function),
                        function.account(),
                        circumstances,
                        () -> policy(function));
    }

    /** The name in policies: the latest state of a function has that of the function. */
    private static String resource(FunctionArn function) {
        boolean latest = function.qualifier().equals(Optional.of(FunctionArn.LATEST));
        return (latest ? function.unqualified() : function).toString();
    }

    private Optional<PolicyDocument> policy(FunctionArn function) {
        Map<FunctionArn, Optional<PolicyDocument>> current = known;
        Optional<PolicyDocument> found = current.get(function);
        if (found != null) {
            return found;
        }
        Optional<PolicyDocument> read = store.read(view ->
                        view.find(ResourcePolicy.OF_FUNCTION, Scope.function(function), ResourcePolicy.name(function)))
                .map(ResourcePolicy::parsed);
        if (current.size() >= Limits.CACHED_FUNCTION_POLICIES) {
            current.clear();
        }
        current.put(function, read); // also that there is none, which is the usual case
        return read;
    }
}
