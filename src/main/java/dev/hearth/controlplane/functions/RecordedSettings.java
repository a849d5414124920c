package dev.hearth.controlplane.functions;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.TenancyConfig;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/** Settings that are stored in the form of the API: each is a JSON text by its name in the API. */
final class RecordedSettings {
    private static final String TENANCY = dev.hearth.model.FunctionConfiguration.TENANCY;
    /**
     * The name under which it is recorded that an environment was set, even one without variables. The variables
     * themselves are stored elsewhere.
     */
    private static final String ENVIRONMENT = "Environment";

    private static final String VPC = "VpcConfig";
    private static final String DEAD_LETTER = "DeadLetterConfig";
    private static final String TRACING = dev.hearth.model.FunctionConfiguration.TRACING;
    private static final String SNAP_START = dev.hearth.model.FunctionConfiguration.SNAP_START;
    private static final String KMS_KEY = "KMSKeyArn";
    private static final String FILE_SYSTEMS = "FileSystemConfigs";

    private RecordedSettings() {}

    /** The settings after a request. */
    static Map<String, String> changed(Map<String, String> earlier, Settings settings) {
        Map<String, String> extras = new HashMap<>(earlier);
        if (settings.environment() != null) {
            put(extras, ENVIRONMENT, JsonObject.EMPTY);
        }
        var vpc = settings.vpc();
        if (vpc != null) {
            JsonValue.ObjectBuilder json = JsonObject.builder()
                    .put("SubnetIds", JsonValue.of(vpc.subnetIds()))
                    .put("SecurityGroupIds", JsonValue.of(vpc.securityGroupIds()));
            if (vpc.ipv6AllowedForDualStack() != null) {
                json.put("Ipv6AllowedForDualStack", vpc.ipv6AllowedForDualStack());
            }
            put(extras, VPC, json.build());
        }
        if (settings.deadLetter() != null) {
            put(extras, DEAD_LETTER, single("TargetArn", settings.deadLetter().targetArn()));
        }
        if (settings.tracing() != null) {
            put(extras, TRACING, single("Mode", settings.tracing().modeAsString()));
        }
        if (settings.snapStart() != null) {
            put(extras, SNAP_START, single("ApplyOn", settings.snapStart().applyOnAsString()));
        }
        if (settings.kmsKeyArn() != null) {
            put(extras, KMS_KEY, single("Arn", settings.kmsKeyArn()));
        }
        var fileSystems = settings.fileSystems();
        if (fileSystems != null) {
            put(extras, FILE_SYSTEMS, fileSystems.isEmpty() ? null : fileSystem(fileSystems.getFirst()));
        }
        if (settings.tenancy() != null) {
            put(
                    extras,
                    TENANCY,
                    single("TenantIsolationMode", settings.tenancy().tenantIsolationModeAsString()));
        }
        return extras;
    }

    /** Adds the settings to an answer. A setting that was never set has Lambda's default. */
    static void show(FunctionConfiguration.Builder shown, Map<String, String> extras, boolean published) {
        find(extras, TRACING)
                .ifPresentOrElse(
                        json -> shown.tracingConfig(tracing(json.string("Mode").orElse("PassThrough"))),
                        () -> shown.tracingConfig(tracing("PassThrough")));
        String applyOn =
                find(extras, SNAP_START).flatMap(json -> json.string("ApplyOn")).orElse("None");
        shown.snapStart(SnapStartResponse.builder()
                .applyOn(applyOn)
                .optimizationStatus(published && applyOn.equals("PublishedVersions") ? "On" : "Off")
                .build());
        find(extras, DEAD_LETTER)
                .flatMap(json -> json.string("TargetArn"))
                .ifPresent(arn -> shown.deadLetterConfig(
                        DeadLetterConfig.builder().targetArn(arn).build()));
        find(extras, TENANCY)
                .flatMap(json -> json.string("TenantIsolationMode"))
                .ifPresent(mode -> shown.tenancyConfig(
                        TenancyConfig.builder().tenantIsolationMode(mode).build()));
        find(extras, KMS_KEY).flatMap(json -> json.string("Arn")).ifPresent(shown::kmsKeyArn);
        find(extras, VPC)
                .ifPresent(json -> shown.vpcConfig(VpcConfigResponse.builder()
                        .subnetIds(strings(json, "SubnetIds"))
                        .securityGroupIds(strings(json, "SecurityGroupIds"))
                        .ipv6AllowedForDualStack(
                                json.bool("Ipv6AllowedForDualStack").orElse(false))
                        .vpcId("")
                        .build()));
        find(extras, FILE_SYSTEMS)
                .ifPresent(json -> shown.fileSystemConfigs(FileSystemConfig.builder()
                        .arn(json.string("Arn").orElse(""))
                        .localMountPath(json.string("LocalMountPath").orElse(""))
                        .build()));
    }

    /** Whether an environment was given. */
    static boolean hasEnvironment(Map<String, String> extras) {
        return extras.containsKey(ENVIRONMENT);
    }

    /** Whether a function is in a VPC. After removal from a VPC, the lists are empty. */
    static boolean isInVpc(Map<String, String> extras) {
        return find(extras, VPC)
                .filter(json -> !strings(json, "SubnetIds").isEmpty())
                .isPresent();
    }

    /** The ARN of the access point of the function's file system, if it mounts one. */
    static Optional<String> accessPoint(Map<String, String> extras) {
        return find(extras, FILE_SYSTEMS).flatMap(json -> json.string("Arn"));
    }

    private static TracingConfigResponse tracing(String mode) {
        return TracingConfigResponse.builder().mode(mode).build();
    }

    private static JsonObject fileSystem(FileSystemConfig config) {
        return JsonObject.builder()
                .put("Arn", config.arn())
                .put("LocalMountPath", config.localMountPath())
                .build();
    }

    /** Null, which leaves the member out, if the value is null or empty. */
    private static @Nullable JsonObject single(String name, @Nullable String value) {
        return value == null || value.isEmpty()
                ? null
                : JsonObject.builder().put(name, value).build();
    }

    private static void put(Map<String, String> extras, String member, @Nullable JsonObject value) {
        if (value == null) {
            extras.remove(member);
        } else {
            extras.put(member, value.toJson());
        }
    }

    private static Optional<JsonObject> find(Map<String, String> extras, String member) {
        return Optional.ofNullable(extras.get(member)).map(Json::parseObject);
    }

    private static List<String> strings(JsonObject json, String member) {
        return json.array(member).orElse(JsonValue.JsonArray.EMPTY).strings();
    }
}
