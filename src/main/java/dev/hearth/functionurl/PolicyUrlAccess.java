package dev.hearth.functionurl;

import dev.hearth.http.HttpRequest;
import dev.hearth.iam.Circumstances;
import dev.hearth.iam.FunctionAccess;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.Principal;
import dev.hearth.policy.RequestContext;
import java.util.List;

/**
 * Those may call a URL whom policies let do both {@code lambda:InvokeFunctionUrl} and {@code lambda:InvokeFunction}:
 * the function's or, if they have signed, their own. So a URL that asks for no signature is open only when the
 * function's policy says so, as on Lambda.
 *
 * <p>Source: "Control access to Lambda function URLs" in Lambda's developer guide: both since October 2025.
 */
public final class PolicyUrlAccess implements UrlAccess {
    private static final List<String> ACTIONS = List.of("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");

    private final FunctionAccess access;
    private final Circumstances circumstances;

    /** @param region where this is */
    public PolicyUrlAccess(FunctionAccess access, String region) {
        this.access = access;
        this.circumstances = new Circumstances(region);
    }

    @Override
    public boolean allows(Principal principal, FunctionUrl url, HttpRequest request) {
        return ACTIONS.stream()
                .allMatch(action -> access.decide(principal, action, url.arn(), () -> describe(url, request))
                        .allows());
    }

    private RequestContext describe(FunctionUrl url, HttpRequest request) {
        return circumstances
                .of(request)
                .with("lambda:FunctionUrlAuthType", url.authentication().name())
                .with("lambda:InvokedViaFunctionUrl", "true");
    }
}
