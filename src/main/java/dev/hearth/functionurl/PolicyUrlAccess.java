package dev.hearth.functionurl;

import dev.hearth.iam.Authorization;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.Principal;
import dev.hearth.policy.RequestContext;
import java.util.Optional;

/** Those may call a URL whom policies let do {@code lambda:InvokeFunctionUrl}. */
public final class PolicyUrlAccess implements UrlAccess {
    private static final String ACTION = "lambda:InvokeFunctionUrl";

    private final Authorization authorization;

    public PolicyUrlAccess(Authorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public boolean allows(Principal principal, FunctionUrl url) {
        if (url.authentication() == Authentication.NONE) {
            return true;
        }
        return authorization
                .decide(
                        principal,
                        ACTION,
                        url.arn().toString(),
                        url.arn().account(),
                        () -> RequestContext.of(
                                "lambda:FunctionUrlAuthType",
                                url.authentication().name()),
                        Optional::empty)
                .allows();
    }
}
