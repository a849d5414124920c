package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.Circumstances;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.policy.Decision;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.function.Supplier;

/**
 * Access by policies: the caller needs {@code lambda:InvokeFunctionUrl} by the function's policy or, for signed
 * requests, its own policies. So a URL without authentication is open only if the function's policy allows it, as on
 * Lambda.
 *
 * <p>Since October 2025 Lambda also requires {@code lambda:InvokeFunction}. Here that must only not be denied
 * (docs/decisions.md, 32).
 */
public final class PolicyUrlAccess implements UrlAccess {
    private final FunctionAccess access;
    private final Circumstances circumstances;

    /** @param region this region */
    public PolicyUrlAccess(FunctionAccess access, String region) {
        this.access = access;
        this.circumstances = new Circumstances(region);
    }

    @Override
    public boolean allows(Principal principal, FunctionUrl url, HttpRequest request) {
        Supplier<RequestContext> described = () -> describe(url, request);
        return access.decide(principal, "lambda:InvokeFunctionUrl", url.arn(), described)
                        .allows()
                && !(access.decide(principal, "lambda:InvokeFunction", url.arn(), described)
                        instanceof Decision.ExplicitlyDenied);
    }

    private RequestContext describe(FunctionUrl url, HttpRequest request) {
        return circumstances
                .of(request)
                .with("lambda:FunctionUrlAuthType", url.authentication().name())
                .with("lambda:InvokedViaFunctionUrl", "true");
    }
}
