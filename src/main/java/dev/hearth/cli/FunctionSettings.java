package dev.hearth.cli;

import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import dev.hearth.neighbours.forward.Upstream;
import dev.hearth.neighbours.iam.UnknownRoles;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the functions' environment.
 *
 * @param endpoint the endpoint of AWS's services
 * @param variables the environment variables that every function gets, unless its configuration has them
 * @param unknownRoles what a function may do whose role IAM does not know
 * @param tokenService the Security Token Service that functions' credentials come from; empty: Hearth's own
 * @param sdk the AWS SDKs that functions find
 */
public record FunctionSettings(
        FunctionEndpoint endpoint,
        Map<String, String> variables,
        UnknownRoles unknownRoles,
        Optional<TokenService> tokenService,
        SdkSettings sdk) {
    public FunctionSettings {
        variables = Map.copyOf(variables);
    }

    /**
     * Another Security Token Service.
     *
     * @param session how long the sessions of functions' roles last
     */
    public record TokenService(Upstream server, Duration session) {}
}
