package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.Constraints;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** What a function's settings must be: the constraints of the API's model, and what this machine can do. */
final class SettingsRules {
    private static final Pattern ROLE =
            Pattern.compile("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    private static final Pattern HANDLER = Pattern.compile("[^\\s]+");
    static final Pattern ARN_OR_NOTHING = Pattern.compile("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
    private static final Pattern LOG_GROUP = Pattern.compile("[\\.\\-_/#A-Za-z0-9]+");
    private static final Pattern FILE_SYSTEM =
            Pattern.compile("arn:aws[a-zA-Z-]*:elasticfilesystem:[0-9a-z-:]+:access-point/fsap-[a-f0-9]{17,40}"
                    + "|arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/"
                    + "fsap-[0-9a-f]{17,40}");
    private static final Pattern MOUNT = Pattern.compile("/mnt/[a-zA-Z0-9-_.]+");
    private static final Pattern LAYER = Pattern.compile(
            "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:"
                    + "[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)");
    private final Machine machine;
    private final String region;

    SettingsRules(Machine machine, String region) {
        this.machine = machine;
        this.region = region;
    }

    /** Adds what the model says of these members; the caller checks them with its own. */
    void constrain(Constraints constraints, Settings settings) {
        constraints
                .pattern("Role", settings.role(), ROLE)
                .length("Handler", settings.handler(), 0, Limits.HANDLER_CHARACTERS)
                .pattern("Handler", settings.handler(), HANDLER)
                .length("Description", settings.description(), 0, Limits.DESCRIPTION_CHARACTERS)
                .range("Timeout", settings.timeout(), 1, Limits.TIMEOUT_MAX_SECONDS)
                .range("MemorySize", settings.memorySize(), Limits.MEMORY_MIN_MB, Limits.MEMORY_MAX_MB)
                .pattern("KMSKeyArn", settings.kmsKeyArn(), ARN_OR_NOTHING);
        if (settings.ephemeralStorage() != null) {
            Integer size = settings.ephemeralStorage().size();
            constraints
                    .required("EphemeralStorage.Size", size)
                    .range("EphemeralStorage.Size", size, Limits.EPHEMERAL_MIN_MB, Limits.EPHEMERAL_MAX_MB);
        }
        if (settings.tracing() != null) {
            constraints.oneOf(
                    "TracingConfig.Mode", settings.tracing().modeAsString(), List.of("Active", "PassThrough"));
        }
        if (settings.snapStart() != null) {
            constraints.oneOf(
                    "SnapStart.ApplyOn", settings.snapStart().applyOnAsString(), List.of("PublishedVersions", "None"));
        }
        if (settings.deadLetter() != null) {
            constraints.pattern(
                    "DeadLetterConfig.TargetArn", settings.deadLetter().targetArn(), ARN_OR_NOTHING);
        }
        if (settings.tenancy() != null) {
            String mode = settings.tenancy().tenantIsolationModeAsString();
            constraints
                    .required("TenancyConfig.TenantIsolationMode", mode)
                    .oneOf("TenancyConfig.TenantIsolationMode", mode, List.of("PER_TENANT"));
        }
        constrainLayers(constraints, settings.layers());
        constrainVpc(constraints, settings.vpc());
        constrainFileSystems(constraints, settings.fileSystems());
        constrainLogging(constraints, settings.logging());
        Images.constrain(constraints, settings.image());
    }

    /** What Lambda looks at in a request that keeps to the model; {@link ConfigurationRules} has the rest. */
    void check(Settings settings, Use use) {
        if (settings.runtime() != null) {
            checkRuntime(settings.runtime(), use);
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

    static void constrainArchitectures(Constraints constraints, @Nullable List<String> architectures) {
        constraints
                .count("Architectures", architectures, 1, 1)
                .each(
                        "Architectures",
                        architectures,
                        architecture -> "x86_64".equals(architecture) || "arm64".equals(architecture),
                        "Member must satisfy enum value set: [x86_64, arm64], Member must not be null");
    }

    /** What a function's settings are for. */
    enum Use {
        CREATION,
        UPDATE
    }

    /** Refuses to change a function whose runtime the service has ended for good. */
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

    private static void constrainLayers(Constraints constraints, @Nullable List<String> layers) {
        constraints.each(
                "Layers",
                layers,
                arn -> arn != null
                        && arn.length() <= Limits.LAYER_ARN_CHARACTERS
                        && LAYER.matcher(arn).matches(),
                "Member must have length less than or equal to " + Limits.LAYER_ARN_CHARACTERS
                        + ", Member must have length greater than or equal to 1, Member must satisfy regular "
                        + "expression pattern: " + LAYER + ", Member must not be null");
    }

    private static void constrainVpc(Constraints constraints, @Nullable VpcConfig vpc) {
        if (vpc == null) {
            return;
        }
        constraints
                .count("VpcConfig.SubnetIds", vpc.hasSubnetIds() ? vpc.subnetIds() : null, 0, 16)
                .each("VpcConfig.SubnetIds", vpc.subnetIds(), Objects::nonNull, "Member must not be null")
                .count("VpcConfig.SecurityGroupIds", vpc.hasSecurityGroupIds() ? vpc.securityGroupIds() : null, 0, 5)
                .each(
                        "VpcConfig.SecurityGroupIds",
                        vpc.securityGroupIds(),
                        Objects::nonNull,
                        "Member must not be null");
    }

    private static void constrainFileSystems(Constraints constraints, @Nullable List<FileSystemConfig> fileSystems) {
        if (fileSystems == null) {
            return;
        }
        constraints.count("FileSystemConfigs", fileSystems, 0, 1);
        for (int i = 0; i < Math.min(1, fileSystems.size()); i++) {
            String member = "FileSystemConfigs." + (i + 1) + ".Member";
            FileSystemConfig config = fileSystems.get(i);
            constraints.required(member, config);
            if (config != null) {
                constraints
                        .required(member + ".Arn", config.arn())
                        .pattern(member + ".Arn", config.arn(), FILE_SYSTEM)
                        .required(member + ".LocalMountPath", config.localMountPath())
                        .length(member + ".LocalMountPath", config.localMountPath(), 0, 160)
                        .pattern(member + ".LocalMountPath", config.localMountPath(), MOUNT);
            }
        }
    }

    private static void constrainLogging(Constraints constraints, @Nullable LoggingConfig logging) {
        if (logging == null) {
            return;
        }
        constraints
                .oneOf("LoggingConfig.LogFormat", logging.logFormatAsString(), List.of("JSON", "Text"))
                .oneOf(
                        "LoggingConfig.ApplicationLogLevel",
                        logging.applicationLogLevelAsString(),
                        List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"))
                .oneOf(
                        "LoggingConfig.SystemLogLevel",
                        logging.systemLogLevelAsString(),
                        List.of("DEBUG", "INFO", "WARN"))
                .length("LoggingConfig.LogGroup", logging.logGroup(), 1, 512)
                .pattern("LoggingConfig.LogGroup", logging.logGroup(), LOG_GROUP);
    }
}
