package dev.hearth.functionurl;

import dev.hearth.iam.FunctionAccess;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.Principal;
import dev.hearth.policy.RequestContext;

/** Those may call a URL whom policies let do {@code lambda:InvokeFunctionUrl}. */
public final class PolicyUrlAccess implements UrlAccess {
    private static final String ACTION = "lambda:InvokeFunctionUrl";

    private final FunctionAccess access;

    public PolicyUrlAccess(FunctionAccess access) {
        this.access = access;
    }

    @Override
    public boolean allows(Principal principal, FunctionUrl url) {
        if (url.authentication() == Authentication.NONE) {
            return true;
        }
        return access.decide(
                        principal,
                        ACTION,
                        url.arn(),
                        () -> RequestContext.of(
                                "lambda:FunctionUrlAuthType",
                                url.authentication().name()))
                .allows();
    }
}
