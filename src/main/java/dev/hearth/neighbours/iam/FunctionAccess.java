package dev.hearth.neighbours.iam;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.policy.Decision;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Whether somebody may do something with a function: by their own policies, and by that of exactly the function,
 * version or alias that they name.
 *
 * <p>The policies and roles of functions are cached. A change of a function replaces the cache's map, so that a value
 * that was read before the change ends in the discarded map.
 */
public final class FunctionAccess {
    private final Store store;
    private final Authorization authorization;
    private volatile Map<FunctionArn, Known> known = new ConcurrentHashMap<>();

    /**
     * What is cached of a function; empty if it does not exist.
     *
     * @param policy the resource policy of exactly the named function, version or alias
     * @param role the execution role
     */
    private record Known(Optional<PolicyDocument> policy, Map<String, String> tags, Optional<String> role) {}

    public FunctionAccess(Store store, Authorization authorization) {
        this.store = store;
        this.authorization = authorization;
        store.onChangeForget(
                Set.of(ResourcePolicy.OF_FUNCTION, Kinds.FUNCTION),
                Store.ChangeListener.whatever(() -> known = new ConcurrentHashMap<>()));
    }

    /**
     * Checks whether a principal may do something with a function.
     *
     * @param action such as {@code lambda:InvokeFunction}
     * @param function with the qualifier by which it is called
     * @param circumstances values for condition keys, such as {@code lambda:FunctionUrlAuthType} or {@code
     *     aws:SourceArn}
     */
    public void check(
            Principal principal, String action, FunctionArn function, Supplier<RequestContext> circumstances) {
        if (principal.isRootOf(function.account())) {
            return;
        }
        authorization.check(
                principal,
                action,
                resource(function),
                function.account(),
                () -> describe(function, circumstances),
                () -> known(function).policy());
    }

    /** Whether a principal may do something with a function; see {@link #check}. */
    public Decision decide(
            Principal principal, String action, FunctionArn function, Supplier<RequestContext> circumstances) {
        return principal.isRootOf(function.account())
                ? new Decision.Allowed()
                : authorization.decide(
                        principal,
                        action,
                        resource(function),
                        function.account(),
                        () -> describe(function, circumstances),
                        () -> known(function).policy());
    }

    private RequestContext describe(FunctionArn function, Supplier<RequestContext> circumstances) {
        return circumstances.get().withTags("aws:ResourceTag/", known(function).tags());
    }

    /** The execution role of a function; empty if the function does not exist. */
    public Optional<String> role(FunctionArn function) {
        return known(function).role();
    }

    /** Whether a function's execution role may invoke another function. */
    public boolean mayInvoke(FunctionArn source, FunctionArn target) {
        return role(source)
                .map(role -> decide(
                                authorization.functionSession(source, role),
                                "lambda:InvokeFunction",
                                target,
                                () -> RequestContext.of("aws:RequestedRegion", target.region())
                                        .with("lambda:InvokedViaFunctionUrl", "false"))
                        .allows())
                .orElse(true);
    }

    /**
     * Whether a function's execution role may do something with a resource that has no policy of its own here. True if
     * there is no such function.
     *
     * @param action such as {@code sqs:ReceiveMessage}
     * @param owner the resource's account
     */
    public boolean mayUse(FunctionArn function, String action, String resource, AccountId owner) {
        return role(function)
                .map(role -> authorization
                        .decide(
                                authorization.functionSession(function, role),
                                action,
                                resource,
                                owner,
                                () -> RequestContext.of("aws:RequestedRegion", function.region()),
                                Optional::empty)
                        .allows())
                .orElse(true);
    }

    /** The ARN in policies: {@code $LATEST} has that of the function. */
    private static String resource(FunctionArn function) {
        boolean latest = function.qualifier().equals(Optional.of(FunctionArn.LATEST));
        return (latest ? function.unqualified() : function).toString();
    }

    private Known known(FunctionArn function) {
        Map<FunctionArn, Known> current = known;
        Known found = current.get(function);
        if (found != null) {
            return found;
        }
        Known read = store.read(view -> {
            Optional<Function> present = view.find(Kinds.FUNCTION, Scope.of(function.account()), function.name());
            return new Known(
                    view.find(ResourcePolicy.OF_FUNCTION, Scope.function(function), ResourcePolicy.name(function))
                            .map(ResourcePolicy::parsed),
                    present.map(Function::tags).orElse(Map.of()),
                    present.map(one -> one.configuration().role()));
        });
        if (current.size() >= Limits.CACHED_FUNCTION_POLICIES) {
            current.clear();
        }
        current.put(function, read); // also if there is no policy, which is the usual case
        return read;
    }
}
