package dev.hearth.api;

import dev.hearth.auth.Caller;
import dev.hearth.http.HttpRequest;
import dev.hearth.iam.Authorization;
import dev.hearth.json.JsonValue.JsonObject;
import dev.hearth.policy.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** Asks before each operation whether its caller may do it. */
public final class Guard {
    private final Authorization authorization;
    private final LambdaActions actions;
    private final String region;

    /** @param region what ARNs name */
    public Guard(Authorization authorization, String region) {
        this.authorization = authorization;
        this.actions = new LambdaActions(region);
        this.region = region;
    }

    /** Refuses one of Lambda's operations that the caller's policies do not allow. */
    void lambda(Caller caller, String operation, LambdaRequest input, HttpRequest request) {
        Supplier<RequestContext> circumstances =
                () -> actions.describe(circumstances(request).get(), input);
        authorization.check(
                caller,
                LambdaActions.action(operation),
                () -> actions.resource(caller.account(), input),
                circumstances);
        LambdaActions.passedRole(input)
                .ifPresent(role -> authorization.check(
                        caller,
                        "iam:PassRole",
                        () -> role,
                        () -> circumstances(request).get().with("iam:PassedToService", "lambda.amazonaws.com")));
    }

    /** Refuses an invocation that the caller's policies do not allow. */
    void invoke(Caller caller, String function, Optional<String> qualifier, HttpRequest request) {
        authorization.check(
                caller,
                LambdaActions.action("Invoke"),
                () -> actions.function(caller.account(), function, qualifier),
                circumstances(request));
    }

    /** Refuses one of CloudWatch Logs' operations that the caller's policies do not allow. */
    void logs(Caller caller, String operation, JsonObject input, HttpRequest request) {
        authorization.check(caller, "logs:" + operation, () -> logResource(caller, input), circumstances(request));
    }

    private String logResource(Caller caller, JsonObject input) {
        Optional<String> identifier = input.string("logGroupIdentifier").map(Guard::groupName);
        String group = input.string("logGroupName").or(() -> identifier).orElse("");
        return "arn:aws:logs:" + region + ":" + caller.account() + ":log-group:" + group + ":log-stream:"
                + input.string("logStreamName").orElse("");
    }

    private static String groupName(String identifier) {
        String[] parts = identifier.split(":", -1);
        return identifier.startsWith("arn:") && parts.length > 6 ? parts[6] : identifier;
    }

    /** What the conditions of policies may ask of any request. */
    static Supplier<RequestContext> circumstances(HttpRequest request) {
        return () -> RequestContext.of(
                        "aws:SourceIp", request.peer().getAddress().getHostAddress())
                .with("aws:SecureTransport", "false")
                .with(
                        "aws:UserAgent",
                        request.header("User-Agent").map(List::of).orElse(List.of()));
    }
}
