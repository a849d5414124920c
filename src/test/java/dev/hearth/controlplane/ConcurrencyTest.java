package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.ACCOUNT;
import static dev.hearth.controlplane.TestingControlPlane.creation;
import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.RuntimeIdentifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionScalingConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigListItem;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** How an account's concurrency is shared out, and the settings of how functions run. */
final class ConcurrencyTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
        for (String name : new String[] {"f", "g"}) {
            control.call(CreateFunctionResponse.class, creation(name).build());
            control.awaitFinished(name);
        }
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void reservationsLeaveAHundredForAllOthers() {
        assertThat(reserved("f")).isNull();
        reserve("f", 700);
        reserve("g", 200);
        assertThat(unreserved()).isEqualTo(100);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> reserve("f", 701),
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                        + "below its minimum value of [100].");
        assertThat(reserved("f")).isEqualTo(700);
        assertThat(control.call(
                                GetFunctionResponse.class,
                                GetFunctionRequest.builder().functionName("f").build())
                        .concurrency()
                        .reservedConcurrentExecutions())
                .isEqualTo(700);
        reserve("f", 0);
        assertThat(unreserved()).isEqualTo(800);
        control.call(
                DeleteFunctionConcurrencyResponse.class,
                DeleteFunctionConcurrencyRequest.builder().functionName("f").build());
        assertThat(reserved("f")).isNull();
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("g").build());
        assertThat(unreserved()).isEqualTo(1000);
        refused(ErrorCode.VALIDATION, () -> reserve("f", -1), "at 'reservedConcurrentExecutions'");
        refused(ErrorCode.RESOURCE_NOT_FOUND, () -> reserve("none", 1), "Function not found");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> reserve("f:1", 1),
                "This operation is permitted on Lambda functions only.");
    }

    @Test
    void provisioningIsShownAsFarAsItIs() {
        publish();
        PutProvisionedConcurrencyConfigResponse put = provision("1", 2);
        assertThat(put.status()).isEqualTo(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
        assertThat(put.requestedProvisionedConcurrentExecutions()).isEqualTo(2);
        assertThat(put.allocatedProvisionedConcurrentExecutions()).isZero();
        assertThat(put.lastModified()).isEqualTo("2027-01-15T08:00:00+0000");
        control.provisioned = new ProvisionedSandboxes(1, Optional.empty());
        assertThat(provisioned("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
        assertThat(provisioned("1").allocatedProvisionedConcurrentExecutions()).isEqualTo(1);
        control.provisioned = new ProvisionedSandboxes(1, Optional.of("no room"));
        assertThat(provisioned("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.FAILED);
        assertThat(provisioned("1").statusReason()).isEqualTo("no room");
        control.provisioned = new ProvisionedSandboxes(2, Optional.empty());
        assertThat(provisioned("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.READY);
        assertThat(provisioned("1").availableProvisionedConcurrentExecutions()).isEqualTo(2);
        assertThat(unreserved()).isEqualTo(998);
        assertThat(control.call(
                                ListProvisionedConcurrencyConfigsResponse.class,
                                ListProvisionedConcurrencyConfigsRequest.builder()
                                        .functionName("f")
                                        .build())
                        .provisionedConcurrencyConfigs())
                .extracting(ProvisionedConcurrencyConfigListItem::functionArn)
                .containsExactly("arn:aws:lambda:us-east-1:000000000000:function:f:1");
        control.call(
                DeleteProvisionedConcurrencyConfigResponse.class,
                DeleteProvisionedConcurrencyConfigRequest.builder()
                        .functionName("f")
                        .qualifier("1")
                        .build());
        refused(
                ErrorCode.PROVISIONED_CONCURRENCY_CONFIG_NOT_FOUND,
                () -> provisioned("1"),
                "No Provisioned Concurrency Config found for this function");
        assertThat(unreserved()).isEqualTo(1000);
    }

    @Test
    void aVersionIsProvisionedOnce() {
        publish();
        change();
        publish();
        alias("live", "1");
        alias("next", "2");
        provision("live", 1);
        refused(
                ErrorCode.RESOURCE_CONFLICT,
                () -> provision("1", 1),
                "Version is pointed by a Provisioned Concurrency alias");
        provision("2", 1);
        refused(
                ErrorCode.RESOURCE_CONFLICT,
                () -> provision("next", 1),
                "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
        refused(ErrorCode.RESOURCE_CONFLICT, () -> move("live", "2"), "already Provisioned version");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> provision("$LATEST", 1),
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        refused(ErrorCode.RESOURCE_NOT_FOUND, () -> provision("7", 1), "Function not found");
        refused(ErrorCode.VALIDATION, () -> provision("1", 0), "at 'provisionedConcurrentExecutions'");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> provisioned("$LATEST"),
                "The function resource provided must be an alias or a published version.");
    }

    @Test
    void provisionedConcurrencyKeepsWithinWhatThereIs() {
        publish();
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> provision("1", 1001),
                "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> provision("1", 901),
                "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
                        + "its minimum value of [100].");
        reserve("f", 5);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> provision("1", 6),
                "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for "
                        + "function");
        provision("1", 5);
        assertThat(unreserved()).isEqualTo(995);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> reserve("f", 4),
                "should not be lower than function's total provisioned concurrency [5].");
    }

    @Test
    void otherSettingsHaveTheirDefaultsAndTheirRules() {
        assertThat(recursion()).isEqualTo("Terminate");
        control.call(
                PutFunctionRecursionConfigResponse.class,
                PutFunctionRecursionConfigRequest.builder()
                        .functionName("f")
                        .recursiveLoop("Allow")
                        .build());
        assertThat(recursion()).isEqualTo("Allow");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> control.call(
                        GetFunctionScalingConfigResponse.class,
                        GetFunctionScalingConfigRequest.builder()
                                .functionName("f")
                                .qualifier("$LATEST.PUBLISHED")
                                .build()),
                "only supported for functions with a capacity provider");
        refused(
                ErrorCode.VALIDATION,
                () -> control.call(
                        GetFunctionScalingConfigResponse.class,
                        GetFunctionScalingConfigRequest.builder()
                                .functionName("f")
                                .qualifier("1".repeat(129))
                                .build()),
                "at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128");
    }

    @Test
    void aRuntimeIsManaged() {
        assertThat(runtimeManagement().updateRuntimeOnAsString()).isEqualTo("Auto");
        String arn = new RuntimeIdentifier("python3.13").versionArn("us-east-1");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> manage("Manual", null), "RuntimeVersionArn is required");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> manage("Auto", arn), "can only be set");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> manage("Manual", arn + "0"), "does not exist");
        refused(ErrorCode.VALIDATION, () -> manage("Never", null), "at 'updateRuntimeOn'");
        manage("Manual", arn);
        assertThat(runtimeManagement().runtimeVersionArn()).isEqualTo(arn);
        assertThat(runtimeManagement().functionArn())
                .isEqualTo("arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:f:$LATEST");
    }

    private void manage(String mode, @Nullable String arn) {
        control.call(
                PutRuntimeManagementConfigResponse.class,
                PutRuntimeManagementConfigRequest.builder()
                        .functionName("f")
                        .updateRuntimeOn(mode)
                        .runtimeVersionArn(arn)
                        .build());
    }

    private GetRuntimeManagementConfigResponse runtimeManagement() {
        return control.call(
                GetRuntimeManagementConfigResponse.class,
                GetRuntimeManagementConfigRequest.builder().functionName("f").build());
    }

    private String recursion() {
        return control.call(
                        GetFunctionRecursionConfigResponse.class,
                        GetFunctionRecursionConfigRequest.builder()
                                .functionName("f")
                                .build())
                .recursiveLoopAsString();
    }

    private void reserve(String function, int executions) {
        control.call(
                PutFunctionConcurrencyResponse.class,
                PutFunctionConcurrencyRequest.builder()
                        .functionName(function)
                        .reservedConcurrentExecutions(executions)
                        .build());
    }

    private @Nullable Integer reserved(String function) {
        return control.call(
                        GetFunctionConcurrencyResponse.class,
                        GetFunctionConcurrencyRequest.builder()
                                .functionName(function)
                                .build())
                .reservedConcurrentExecutions();
    }

    private int unreserved() {
        return settings().accountLimit().unreservedConcurrentExecutions();
    }

    private GetAccountSettingsResponse settings() {
        return control.call(
                GetAccountSettingsResponse.class,
                GetAccountSettingsRequest.builder().build());
    }

    @Test
    void anAccountsLimitIsWhatIsSharedOut() {
        limit(2_000);
        assertThat(settings().accountLimit().concurrentExecutions()).isEqualTo(2_000);
        reserve("f", 1_900);
        assertThat(unreserved()).isEqualTo(100);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> reserve("g", 1),
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                        + "below its minimum value of [100].");
        reserve("f", 0);
        limit(10);
        assertThat(unreserved()).isEqualTo(10);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> reserve("f", 1),
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                        + "below its minimum value of [10].");
    }

    private void limit(int invocations) {
        control.store.write(transaction -> {
            transaction.put(Kinds.CONCURRENCY_LIMIT, Scope.of(ACCOUNT), Kinds.ONLY, new ConcurrencyLimit(invocations));
            return invocations;
        });
    }

    private void publish() {
        control.call(
                PublishVersionResponse.class,
                PublishVersionRequest.builder().functionName("f").build());
    }

    private void change() {
        control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .description("changed")
                        .build());
        control.awaitFinished("f");
    }

    private void alias(String name, String version) {
        control.call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name(name)
                        .functionVersion(version)
                        .build());
    }

    private void move(String name, String version) {
        control.call(
                UpdateAliasResponse.class,
                UpdateAliasRequest.builder()
                        .functionName("f")
                        .name(name)
                        .functionVersion(version)
                        .build());
    }

    private PutProvisionedConcurrencyConfigResponse provision(String qualifier, int executions) {
        return control.call(
                PutProvisionedConcurrencyConfigResponse.class,
                PutProvisionedConcurrencyConfigRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .provisionedConcurrentExecutions(executions)
                        .build());
    }

    private GetProvisionedConcurrencyConfigResponse provisioned(String qualifier) {
        return control.call(
                GetProvisionedConcurrencyConfigResponse.class,
                GetProvisionedConcurrencyConfigRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .build());
    }
}
