package dev.hearth.controlplane.operation;

import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.Sha256;

/** Names of the versions of runtimes: each runtime has one here. */
public final class RuntimeVersions {
    private RuntimeVersions() {}

    public static String arn(String region, RuntimeIdentifier runtime) {
        return "arn:aws:lambda:" + region + "::runtime:" + Sha256.of(runtime.value());
    }
}
