package dev.hearth.cli;

import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import dev.hearth.neighbours.iam.UnknownRoles;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the functions' environment.
 *
 * @param endpoint the endpoint of AWS's services
 * @param unknownRoles what a function may do whose role IAM does not know
 * @param tokenService the Security Token Service that functions' credentials come from; empty: Hearth's own
 * @param sdk the AWS SDKs that functions find
 */
public record FunctionSettings(
        FunctionEndpoint endpoint, UnknownRoles unknownRoles, Optional<TokenService> tokenService, SdkSettings sdk) {
    /**
     * Another Security Token Service.
     *
     * @param session how long the sessions of functions' roles last
     */
    public record TokenService(ServiceAccess access, Duration session) {}
}
