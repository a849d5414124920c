package dev.hearth.functionurl;

import dev.hearth.iam.FunctionAccess;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.Principal;
import dev.hearth.policy.RequestContext;

/**
 * Those may call a URL whom policies let do {@code lambda:InvokeFunctionUrl}: the function's or, if they have signed,
 * their own. So a URL that asks for no signature is open only when the function's policy says so, as on Lambda.
 */
public final class PolicyUrlAccess implements UrlAccess {
    private static final String ACTION = "lambda:InvokeFunctionUrl";

    private final FunctionAccess access;

    public PolicyUrlAccess(FunctionAccess access) {
        this.access = access;
    }

    @Override
    public boolean allows(Principal principal, FunctionUrl url, String sourceIp) {
        return access.decide(
                        principal,
                        ACTION,
                        url.arn(),
                        () -> RequestContext.of(
                                        "lambda:FunctionUrlAuthType",
                                        url.authentication().name())
                                .with("aws:SourceIp", sourceIp)
                                .with("aws:SecureTransport", "false"))
                .allows();
    }
}
