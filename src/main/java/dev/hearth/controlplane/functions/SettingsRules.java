package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** Checks a function's settings against the API's model and the capabilities of this machine. */
final class SettingsRules {
    private final Machine machine;
    private final String region;

    SettingsRules(Machine machine, String region) {
        this.machine = machine;
        this.region = region;
    }

    /** The architectures of functions that can run here; the first is the default. */
    List<String> architectures() {
        return machine.architectures();
    }

    /** The rules beyond the API's model. {@link ConfigurationRules} has the rules over several settings. */
    void check(Settings settings, Use use) {
        Images.check(settings.image());
        if (settings.runtime() != null) {
            checkRuntime(settings.runtime(), use);
        }
        Integer memoryMb = settings.memorySize();
        if (memoryMb != null && memoryMb > Limits.MEMORY_MB) {
            throw Failures.invalid(
                    "'MemorySize' value failed to satisfy constraint: Member must have value less than or"
                            + " equal to " + Limits.MEMORY_MB);
        }
        VpcConfig vpc = settings.vpc();
        if (vpc != null && vpc.subnetIds().isEmpty() != vpc.securityGroupIds().isEmpty()) {
            throw Failures.invalid("SubnetIds and SecurityIds must coexist or be both empty list.");
        }
        Map<String, String> variables = settings.variables();
        if (variables != null) {
            Environments.checked(variables, machine.reservedVariables());
        }
        DeadLetters.check(settings.deadLetter(), region);
    }

    void checkArchitectures(List<String> architectures) {
        String asked = architectures.getFirst();
        if (!machine.architectures().contains(asked)) {
            throw Failures.invalid("This machine can't run functions for the architecture " + asked + ", only for "
                    + String.join(", ", machine.architectures()) + ".");
        }
    }

    /** The operation that the settings are for. */
    enum Use {
        CREATION,
        UPDATE
    }

    /** Refuses to update a function whose runtime can no longer be updated. */
    void checkUpdatable(Program program) {
        if (program instanceof Program.Packaged packaged && machine.isUpdateOver(packaged.runtime())) {
            throw ended(packaged.runtime().value());
        }
    }

    private static ServiceException ended(String name) {
        return Failures.invalid("The runtime parameter of " + name + " is no longer supported for creating or updating "
                + "AWS Lambda functions. We recommend you use a supported runtime while creating or updating "
                + "functions.");
    }

    private void checkRuntime(String name, Use use) {
        RuntimeIdentifier runtime = new RuntimeIdentifier(name);
        boolean over = switch (use) {
            case CREATION -> machine.isCreationOver(runtime);
            case UPDATE -> machine.isUpdateOver(runtime);
        };
        if (over) {
            throw ended(name);
        }
        if (!machine.knows(runtime)) {
            throw Failures.invalid("Value " + name + " at 'runtime' failed to satisfy constraint: Member must satisfy "
                    + "enum value set: " + machine.runtimes() + " or be a valid ARN");
        }
        if (!machine.canRun(runtime)) {
            throw Failures.invalid("This machine has no interpreter for the runtime " + name
                    + ". 'hearth runtimes' shows what it can run.");
        }
    }
}
