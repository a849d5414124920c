package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.Circumstances;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.neighbours.logs.api.LogActions;
import dev.hearth.neighbours.s3.server.Permission;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** Checks before each operation whether its caller may do it, and in whose account it is done. */
public final class Guard {
    private static final String LAMBDA = "lambda.amazonaws.com";

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-zA-Z-]*:iam::([0-9]{12}):role/");

    private final Authorization authorization;
    private final FunctionAccess access;
    private final MappedFunctions mapped;
    private final Circumstances circumstances;
    private final LambdaActions actions;
    private final FunctionNames names;
    private final LogActions logActions;
    private final String region;

    /** Finds the function of an event source mapping. */
    @FunctionalInterface
    public interface MappedFunctions {
        Optional<String> find(AccountId account, String mappingId);
    }

    /**
     * @param region the region in ARNs
     */
    public Guard(Authorization authorization, FunctionAccess access, MappedFunctions mapped, String region) {
        this.authorization = authorization;
        this.access = access;
        this.mapped = mapped;
        this.circumstances = new Circumstances(region);
        this.actions = new LambdaActions(region);
        this.names = new FunctionNames(region);
        this.logActions = new LogActions(region);
        this.region = region;
    }

    String region() {
        return region;
    }

    /** Reads the names that callers give functions. */
    FunctionNames names() {
        return names;
    }

    /**
     * Checks whether policies allow one of Lambda's operations.
     *
     * @param action the operation's name in policies
     * @return the account that owns the resources, which may be another one than the caller's
     */
    AccountId lambda(Caller caller, String action, LambdaRequest input, HttpRequest request) {
        Optional<String> function = LambdaActions.function(input);
        AccountId owner = function.map(name -> LambdaActions.owner(caller.account(), name))
                .orElse(caller.account());
        if (action.equals(LambdaActions.CREATE) && !owner.equals(caller.account())) {
            // as recorded on Lambda: no policy can let another account create functions
            throw ServiceException.wordless(ErrorCode.ACCESS_DENIED);
        }
        if (!caller.principal().isRootOf(owner)) {
            Supplier<RequestContext> asked = () -> describe(caller, owner, input, request);
            if (function.isPresent()) {
                FunctionArn named = names.resolve(owner, function.get(), LambdaActions.qualifier(input));
                // a qualifier in the name of a new function has no effect
                FunctionArn arn = action.equals(LambdaActions.CREATE) ? named.unqualified() : named;
                access.check(caller.principal(), action, arn, asked);
                checkDestinations(caller, arn, input, request);
            } else {
                authorization.check(caller, action, () -> actions.resource(caller.account(), input), asked);
            }
        }
        LambdaActions.passedRole(input).ifPresent(role -> checkRole(caller, role, request));
        LambdaActions.object(input).ifPresent(object -> checkObject(caller, owner, object, request));
        for (String layer : LambdaActions.layers(input)) {
            authorization.check(caller, "lambda:GetLayerVersion", () -> layer, () -> circumstances.of(request));
        }
        return owner;
    }

    private RequestContext describe(Caller caller, AccountId owner, LambdaRequest input, HttpRequest request) {
        RequestContext described = actions.describe(circumstances.of(request), input);
        Optional<String> mappedFunction = LambdaActions.mapping(input)
                .flatMap(id -> mapped.find(caller.account(), id))
                .or(() -> LambdaActions.function(input)
                        .filter(_ -> LambdaActions.makesMapping(input))
                        .map(name ->
                                names.resolve(owner, name, Optional.empty()).toString()));
        return mappedFunction
                .map(arn -> described.with("lambda:FunctionArn", arn))
                .orElse(described);
    }

    /**
     * Checks that a function's role may invoke the destinations of the function, because it will. If IAM does not know
     * the role, the caller must be allowed to invoke them.
     */
    private void checkDestinations(Caller caller, FunctionArn function, LambdaRequest input, HttpRequest request) {
        for (String destination : LambdaActions.destinations(input)) {
            boolean known = access.role(function)
                    .map(role -> authorization.knowsRole(role))
                    .orElse(false);
            if (!known) {
                FunctionArn target = names.resolve(function.account(), destination, Optional.empty());
                access.check(caller.principal(), LambdaActions.INVOKE, target, () -> circumstances.of(request));
            }
        }
    }

    /** Checks that the caller may read the code's object, so that functions can't be used to read all buckets. */
    private void checkObject(Caller caller, AccountId owner, String object, HttpRequest request) {
        if (!caller.principal().isRootOf(owner) && !mayRead(caller, owner, object, request)) {
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED,
                    "Your access has been denied by S3, please make sure your request credentials have permission to"
                            + " GetObject for " + object + ". S3 Error Code: AccessDenied. S3 Error Message: Access"
                            + " Denied");
        }
    }

    private boolean mayRead(Caller caller, AccountId owner, String object, HttpRequest request) {
        return caller.account().equals(owner)
                && s3(authorization, region).allows(caller, "s3:GetObject", "arn:aws:s3:::" + object, request);
    }

    /** What a caller may do with its account's buckets, by the caller's own policies. */
    public static Permission s3(Authorization authorization, String region) {
        Circumstances circumstances = new Circumstances(region);
        return (caller, action, resource, request) -> caller.principal() instanceof Principal.Root
                || authorization
                        .decide(
                                caller.principal(),
                                action,
                                resource,
                                caller.account(),
                                () -> S3Conditions.describe(circumstances.of(request), action, request),
                                Optional::empty)
                        .allows();
    }

    /** Checks that the caller may pass the role, and that the role, if IAM knows it, trusts Lambda. */
    private void checkRole(Caller caller, String role, HttpRequest request) {
        Matcher arn = ROLE.matcher(role);
        if (arn.lookingAt() && !arn.group(1).equals(caller.account().value())) {
            throw new ServiceException(ErrorCode.ACCESS_DENIED, "Cross-account pass role is not allowed.");
        }
        authorization.check(
                caller,
                "iam:PassRole",
                () -> role,
                () -> circumstances.of(request).with("iam:PassedToService", LAMBDA));
        if (authorization.trusts(role, LAMBDA).equals(Optional.of(false))) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    /**
     * Checks whether policies allow an invocation. A root's call of a function in its own account needs no look at
     * policies.
     *
     * @return the account that owns the function
     */
    AccountId invoke(Caller caller, String function, Optional<String> qualifier, HttpRequest request) {
        AccountId owner = LambdaActions.owner(caller.account(), function);
        if (!caller.principal().isRootOf(owner)) {
            FunctionArn arn = names.resolve(owner, function, qualifier);
            access.check(
                    caller.principal(),
                    LambdaActions.INVOKE,
                    arn,
                    () -> circumstances.of(request).with("lambda:InvokedViaFunctionUrl", "false"));
        }
        return owner;
    }

    /**
     * Checks whether the caller's policies allow a request that passes on to another server.
     *
     * @param actions such as {@code dynamodb:GetItem}
     * @param resources their ARNs; all actions must be allowed for all of them
     */
    void forwarded(Caller caller, Supplier<Set<String>> actions, Supplier<Set<String>> resources, HttpRequest request) {
        if (caller.principal().isRootOf(caller.account())) {
            return;
        }
        Set<String> named = resources.get();
        for (String action : actions.get()) {
            for (String resource : named) {
                authorization.check(caller, action, () -> resource, () -> circumstances.of(request));
            }
        }
    }

    /** Checks whether the caller's policies allow one of CloudWatch Logs' operations. */
    void logs(Caller caller, String operation, JsonObject members, HttpRequest request) {
        for (String action : LogActions.actions(operation, members)) {
            authorization.check(
                    caller,
                    action,
                    () -> logActions.resource(caller.account(), operation, members),
                    () -> logActions.describe(circumstances.of(request), operation, members));
        }
    }
}
