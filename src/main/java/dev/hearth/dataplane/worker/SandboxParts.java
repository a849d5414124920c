package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkCatalog;
import dev.hearth.dataplane.sandbox.SandboxDriver;

/**
 * The parts of which a worker makes sandboxes.
 *
 * @param driver makes them
 * @param runtimeApi the API by which runtimes get invocations
 * @param runtimes the runtimes of this machine
 * @param sdks the AWS SDKs that functions find
 * @param awsAccess the access of functions to AWS's services
 */
public record SandboxParts(
        SandboxDriver driver, RuntimeApi runtimeApi, RuntimeCatalog runtimes, SdkCatalog sdks, AwsAccess awsAccess) {}
