package dev.hearth.cli;

import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import dev.hearth.neighbours.iam.UnknownRoles;

/**
 * Settings of the functions' environment.
 *
 * @param endpoint the endpoint of AWS's services
 * @param unknownRoles what a function may do whose role IAM does not know
 * @param sdk the AWS SDKs that functions find
 */
public record FunctionSettings(FunctionEndpoint endpoint, UnknownRoles unknownRoles, SdkSettings sdk) {}
