package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Shapes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.ImageConfig;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.TenancyConfig;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/**
 * The members that CreateFunction and UpdateFunctionConfiguration share. A null is a member that the request leaves
 * out.
 */
record Settings(
        @Nullable String role,
        @Nullable String runtime,
        @Nullable String handler,
        @Nullable String description,
        @Nullable Integer timeout,
        @Nullable Integer memorySize,
        @Nullable Environment environment,
        @Nullable EphemeralStorage ephemeralStorage,
        @Nullable LoggingConfig logging,
        @Nullable VpcConfig vpc,
        @Nullable DeadLetterConfig deadLetter,
        @Nullable TracingConfig tracing,
        @Nullable SnapStart snapStart,
        @Nullable String kmsKeyArn,
        @Nullable List<FileSystemConfig> fileSystems,
        @Nullable TenancyConfig tenancy,
        @Nullable ImageConfig image,
        @Nullable List<String> layers) {

    static Settings of(CreateFunctionRequest request) {
        refuse(request.capacityProviderConfig() != null, "The member CapacityProviderConfig");
        refuse(request.durableConfig() != null, "The member DurableConfig");
        return new Settings(
                request.role(),
                request.runtimeAsString(),
                request.handler(),
                request.description(),
                request.timeout(),
                request.memorySize(),
                request.environment(),
                request.ephemeralStorage(),
                request.loggingConfig(),
                request.vpcConfig(),
                request.deadLetterConfig(),
                request.tracingConfig(),
                request.snapStart(),
                request.kmsKeyArn(),
                request.hasFileSystemConfigs() ? request.fileSystemConfigs() : null,
                request.tenancyConfig(),
                request.imageConfig(),
                request.hasLayers() ? request.layers() : null);
    }

    /** From an update, whose members are all members of a creation too. */
    static Settings of(UpdateFunctionConfigurationRequest request) {
        return of(Shapes.copy(request, CreateFunctionRequest.builder()).build());
    }

    /** The variables of the request. An environment without variables removes existing ones. */
    @Nullable
    Map<String, String> variables() {
        if (environment == null) {
            return null;
        }
        return environment.hasVariables() ? environment.variables() : Map.of();
    }

    boolean hasLayers() {
        return layers != null && !layers.isEmpty();
    }

    private static void refuse(boolean present, String what) {
        if (present) {
            throw Failures.unsupported(what);
        }
    }
}
