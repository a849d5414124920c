package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.model.Function;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.TenantIsolationMode;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Rules that span several members of a function: they hold whichever requests brought the members. */
final class ConfigurationRulesTest {
    private static final String ACCESS_POINT =
            "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    /** What a request says of a function's configuration. */
    private interface Change extends Consumer<UpdateFunctionConfigurationRequest.Builder> {}

    private static void snapStart(UpdateFunctionConfigurationRequest.Builder update) {
        update.snapStart(s -> s.applyOn("PublishedVersions"));
    }

    private static void vpc(UpdateFunctionConfigurationRequest.Builder update) {
        update.vpcConfig(v -> v.subnetIds("subnet-1").securityGroupIds("sg-1"));
    }

    private static void mount(UpdateFunctionConfigurationRequest.Builder update) {
        update.fileSystemConfigs(FileSystemConfig.builder()
                .arn(ACCESS_POINT)
                .localMountPath("/mnt/x")
                .build());
    }

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void snapshotsExcludeOtherSettingsInWhateverOrderTheyCome() {
        Map<String, Change> excluded = Map.of(
                "nodejs22.x", update -> update.runtime("nodejs22.x"),
                "Ephemeral storage greater than 512 MB", update -> update.ephemeralStorage(e -> e.size(513)),
                "EFS", ConfigurationRulesTest::mount);
        excluded.forEach((what, change) -> {
            String message = what + " is not supported for SnapStart enabled functions.";
            create("plain");
            update("plain", ConfigurationRulesTest::vpc);
            update("plain", change);
            invalid(() -> update("plain", ConfigurationRulesTest::snapStart), message);
            delete("plain");

            create("snap");
            update("snap", ConfigurationRulesTest::vpc);
            update("snap", ConfigurationRulesTest::snapStart);
            invalid(() -> update("snap", change), message);
            update("snap", u -> u.snapStart(s -> s.applyOn("None")));
            update("snap", change);
            delete("snap");
        });
        invalid(
                () -> control.call(
                        CreateFunctionResponse.class,
                        creation("f")
                                .ephemeralStorage(e -> e.size(10240))
                                .snapStart(s -> s.applyOn("PublishedVersions"))
                                .build()),
                "Ephemeral storage greater than 512 MB is not supported for SnapStart enabled functions.");
        assertThat(control.function("f")).isEmpty();
    }

    @Test
    void aFileSystemIsReachedFromAVpcOnly() {
        String message = "Function must be configured to execute in a VPC to reference access point " + ACCESS_POINT
                + ". Please update the function configuration to include VPC subnets and security groups.";
        create("f");
        invalid(() -> update("f", ConfigurationRulesTest::mount), message);
        update("f", ConfigurationRulesTest::vpc);
        update("f", ConfigurationRulesTest::mount);
        Change leave = update -> update.vpcConfig(v -> v.subnetIds(List.of()).securityGroupIds(List.of()));
        invalid(() -> update("f", leave), message);
        update("f", update -> {
            leave.accept(update);
            update.fileSystemConfigs(List.of());
        });
        invalid(
                () -> control.call(
                        CreateFunctionResponse.class,
                        creation("g")
                                .fileSystemConfigs(FileSystemConfig.builder()
                                        .arn(ACCESS_POINT)
                                        .localMountPath("/mnt/x")
                                        .build())
                                .build()),
                message);
    }

    @Test
    void aFunctionThatWasTakenOutOfItsVpcShowsThat() {
        create("f");
        assertThat(update("f", u -> u.description("d")).vpcConfig())
                .as("never in one")
                .isNull();
        var inside = update("f", ConfigurationRulesTest::vpc).vpcConfig();
        assertThat(inside.subnetIds()).containsExactly("subnet-1");
        assertThat(inside.securityGroupIds()).containsExactly("sg-1");
        var outside = update("f", u -> u.vpcConfig(v -> v.subnetIds(List.of()).securityGroupIds(List.of())))
                .vpcConfig();
        assertThat(outside.hasSubnetIds()).isTrue();
        assertThat(outside.subnetIds()).isEmpty();
        assertThat(outside.hasSecurityGroupIds()).isTrue();
        assertThat(outside.securityGroupIds()).isEmpty();
        assertThat(outside.vpcId()).isEmpty();
        assertThat(outside.ipv6AllowedForDualStack()).isFalse();
    }

    @Test
    void whatStartsFromSnapshotsIsNotStartedAhead() {
        String message = "Provisioned Concurrency is not supported for SnapStart enabled functions.";
        control.populate();
        control.call(PutProvisionedConcurrencyConfigResponse.class, provisioned("live"));
        update("f", ConfigurationRulesTest::snapStart);
        assertThat(control.call(
                                PublishVersionResponse.class,
                                PublishVersionRequest.builder()
                                        .functionName("f")
                                        .build())
                        .version())
                .isEqualTo("2");
        invalid(() -> control.call(PutProvisionedConcurrencyConfigResponse.class, provisioned("2")), message);
        invalid(
                () -> control.call(
                        UpdateAliasResponse.class,
                        UpdateAliasRequest.builder()
                                .functionName("f")
                                .name("live")
                                .functionVersion("2")
                                .build()),
                message);
    }

    @Test
    void whatIsForOneTenantHasNoUrlAndNoSnapshots() {
        control.call(
                CreateFunctionResponse.class,
                creation("tenants")
                        .tenancyConfig(t -> t.tenantIsolationMode(TenantIsolationMode.PER_TENANT))
                        .build());
        control.awaitFinished("tenants");
        invalid(
                () -> control.call(
                        CreateFunctionUrlConfigResponse.class,
                        CreateFunctionUrlConfigRequest.builder()
                                .functionName("tenants")
                                .authType("NONE")
                                .build()),
                "Function URLs are not supported for functions with tenancy configuration.");
        invalid(
                () -> update("tenants", ConfigurationRulesTest::snapStart),
                "SnapStart is not supported for functions with tenancy configuration.");
    }

    @Test
    void aFunctionIsTakenAwayFromARuntimeThatHasEnded() {
        create("f");
        Function function = control.function("f").orElseThrow();
        control.store.write(transaction -> {
            Program.Packaged program =
                    (Program.Packaged) function.configuration().program();
            Program ended = new Program.Packaged(
                    new RuntimeIdentifier("python3.6"), program.handler(), program.code(), program.layers());
            Function changed = function.withConfiguration(
                    function.configuration()
                            .withProgram(ended, function.configuration().architectures()),
                    function.modified());
            transaction.put(Kinds.FUNCTION, Scope.of(TestingControlPlane.ACCOUNT), "f", changed);
            return changed;
        });
        invalid(
                () -> update("f", u -> u.description("d")),
                "The runtime parameter of python3.6 is no longer supported for creating or updating");
        assertThat(update("f", u -> u.runtime("python3.13")).runtimeAsString()).isEqualTo("python3.13");
        update("f", u -> u.description("d"));
    }

    @Test
    void levelsOfLogsAreChangedAloneWhereTheFormatHasSome() {
        create("f");
        String message = "LogLevel is not supported when LogFormat is set to \"Text\".";
        invalid(() -> update("f", u -> u.loggingConfig(l -> l.applicationLogLevel("DEBUG"))), message);
        update("f", u -> u.loggingConfig(l -> l.logFormat("JSON").systemLogLevel("WARN")));
        LoggingConfig changed = update("f", u -> u.loggingConfig(l -> l.applicationLogLevel("DEBUG")))
                .loggingConfig();
        assertThat(changed.logFormatAsString()).isEqualTo("JSON");
        assertThat(changed.applicationLogLevelAsString()).isEqualTo("DEBUG");
        assertThat(changed.systemLogLevelAsString()).isEqualTo("WARN");
        LoggingConfig moved =
                update("f", u -> u.loggingConfig(l -> l.logGroup("/g"))).loggingConfig();
        assertThat(moved).isEqualTo(changed.toBuilder().logGroup("/g").build());
        invalid(() -> update("f", u -> u.loggingConfig(l -> l.logFormat("Text").applicationLogLevel("INFO"))), message);
        LoggingConfig text =
                update("f", u -> u.loggingConfig(l -> l.logFormat("Text"))).loggingConfig();
        assertThat(text.applicationLogLevelAsString()).isNull();
        assertThat(text.logGroup()).isEqualTo("/g");
    }

    private void create(String name) {
        control.call(CreateFunctionResponse.class, creation(name).build());
        control.awaitFinished(name);
    }

    private UpdateFunctionConfigurationResponse update(String name, Change change) {
        UpdateFunctionConfigurationRequest.Builder request =
                UpdateFunctionConfigurationRequest.builder().functionName(name);
        change.accept(request);
        UpdateFunctionConfigurationResponse response =
                control.call(UpdateFunctionConfigurationResponse.class, request.build());
        control.awaitFinished(name);
        return response;
    }

    private void delete(String name) {
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName(name).build());
    }

    private static PutProvisionedConcurrencyConfigRequest provisioned(String qualifier) {
        return PutProvisionedConcurrencyConfigRequest.builder()
                .functionName("f")
                .qualifier(qualifier)
                .provisionedConcurrentExecutions(1)
                .build();
    }

    private static void invalid(ThrowingCallable call, String message) {
        refused(ErrorCode.INVALID_PARAMETER_VALUE, call, message);
    }
}
