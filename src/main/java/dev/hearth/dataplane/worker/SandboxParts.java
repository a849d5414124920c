package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkCatalog;
import dev.hearth.dataplane.sandbox.SandboxDriver;

/**
 * What a worker makes sandboxes of.
 *
 * @param driver makes them
 * @param runtimeApi what their runtimes ask for work
 * @param runtimes which interpreter runs what
 * @param sdks the AWS SDKs that functions find
 * @param awsAccess how functions reach AWS's services
 */
public record SandboxParts(
        SandboxDriver driver, RuntimeApi runtimeApi, RuntimeCatalog runtimes, SdkCatalog sdks, AwsAccess awsAccess) {}
