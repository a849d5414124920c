package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.Program;
import java.util.regex.Pattern;

/**
 * Rules over several settings of a function, checked on the function as it would be after the request. Sources:
 * "Supported features and limitations" of SnapStart and of tenant isolation in AWS's documentation.
 */
final class ConfigurationRules {
    /** Python from 3.12, Java from 11, .NET from 8. */
    private static final Pattern SNAP_START =
            Pattern.compile("python3\\.(1[2-9]|[2-9][0-9])|java(1[1-9]|[2-9][0-9])(\\..*)?|dotnet([89]|[1-9][0-9])");

    private ConfigurationRules() {}

    /** Refuses a violation with Lambda's message. */
    static void check(FunctionConfiguration configuration) {
        RecordedSettings.accessPoint(configuration.extra())
                .filter(_ -> !RecordedSettings.isInVpc(configuration.extra()))
                .ifPresent(arn -> {
                    throw Failures.invalid("Function must be configured to execute in a VPC to reference access point "
                            + arn + ". Please update the function configuration to include VPC subnets and security "
                            + "groups.");
                });
        if (configuration.startsFromSnapshots()) {
            checkSnapshots(configuration);
        }
    }

    private static void checkSnapshots(FunctionConfiguration configuration) {
        if (configuration.program() instanceof Program.Packaged packaged
                && !SNAP_START.matcher(packaged.runtime().value()).matches()) {
            throw notWithSnapshots(packaged.runtime().value());
        }
        if (configuration.isolatesTenants()) {
            throw Failures.invalid("SnapStart is not supported for functions with tenancy configuration.");
        }
        if (configuration.ephemeralStorage().toMebibytes() > Limits.EPHEMERAL_WITH_SNAPSHOTS_MB) {
            throw notWithSnapshots("Ephemeral storage greater than " + Limits.EPHEMERAL_WITH_SNAPSHOTS_MB + " MB");
        }
        if (RecordedSettings.accessPoint(configuration.extra()).isPresent()) {
            throw notWithSnapshots("EFS");
        }
    }

    private static ServiceException notWithSnapshots(String what) {
        return Failures.invalid(what + " is not supported for SnapStart enabled functions.");
    }
}
