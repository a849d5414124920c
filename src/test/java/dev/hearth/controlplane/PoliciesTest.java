package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.ACCOUNT;
import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.controlplane.layers.LayerSharing;
import dev.hearth.controlplane.policies.PolicyOperations;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.LayerVersionArn;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.UnknownRoles;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** Policies of functions and aliases, and what they let whom do. */
class PoliciesTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final AccountId OTHER = new AccountId("111122223333");
    private static final String INVOKE = "lambda:InvokeFunction";

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @SuppressWarnings("NullAway.Init")
    private FunctionAccess access;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        control = new TestingControlPlane(folder);
        access = new FunctionAccess(
                control.store, new Authorization(control.store, UnknownRoles.ACCOUNT, Time.SYSTEM, Ids.secure()));
        control.call(CreateFunctionResponse.class, creation("f").build());
        control.awaitFinished("f");
        alias();
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private void alias() {
        control.call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .functionVersion("$LATEST")
                        .build());
    }

    private String add(Consumer<AddPermissionRequest.Builder> more) {
        AddPermissionRequest.Builder request = AddPermissionRequest.builder()
                .functionName("f")
                .statementId("s")
                .action(INVOKE)
                .principal("s3.amazonaws.com");
        more.accept(request);
        return control.call(AddPermissionResponse.class, request.build()).statement();
    }

    @Test
    void aPermissionMayBeForUrlsOnly() {
        assertThat(add(request -> request.principal("*").invokedViaFunctionUrl(true)))
                .contains("\"Action\":\"lambda:InvokeFunction\"")
                .contains("\"Condition\":{\"Bool\":{\"lambda:InvokedViaFunctionUrl\":\"true\"}}");
        TestingControlPlane.refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> add(request -> request.statementId("t")
                        .action("lambda:InvokeFunctionUrl")
                        .invokedViaFunctionUrl(true)),
                "InvokedViaFunctionUrl is only supported for lambda:InvokeFunction action");
    }

    private void remove(String sid) {
        control.call(
                RemovePermissionResponse.class,
                RemovePermissionRequest.builder()
                        .functionName("f")
                        .statementId(sid)
                        .build());
    }

    private GetPolicyResponse policy() {
        return control.call(
                GetPolicyResponse.class,
                GetPolicyRequest.builder().functionName("f").build());
    }

    private void refused(ErrorCode code, String message, Runnable call) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(call::run)
                .satisfies(error -> assertThat(error.code()).isEqualTo(code))
                .withMessage(message);
    }

    private boolean allows(Principal principal, Optional<String> qualifier, RequestContext context) {
        FunctionArn arn = new FunctionArn("us-east-1", ACCOUNT, "f", qualifier);
        return access.decide(principal, INVOKE, arn, () -> context).allows();
    }

    @Test
    void statementsAreWrittenAsLambdaWritesThem() {
        assertThat(add(request -> {})).isEqualTo("""
                {"Sid":"s","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},\
                "Action":"lambda:InvokeFunction","Resource":"%s"}""".formatted(ARN));
        assertThat(add(request -> request.statementId("t")
                        .sourceArn("arn:aws:s3:::bucket")
                        .sourceAccount("111122223333")))
                .endsWith("""
                        "Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"},\
                        "ArnLike":{"AWS:SourceArn":"arn:aws:s3:::bucket"}}}""");
        assertThat(add(request ->
                        request.statementId("u").principal("111122223333").qualifier("live")))
                .isEqualTo("""
                        {"Sid":"u","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},\
                        "Action":"lambda:InvokeFunction","Resource":"%s:live"}""".formatted(ARN));
        assertThat(add(request -> request.statementId("v")
                        .principal("*")
                        .action("lambda:InvokeFunctionUrl")
                        .functionUrlAuthType(FunctionUrlAuthType.NONE)))
                .isEqualTo("""
                        {"Sid":"v","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl",\
                        "Resource":"%s","Condition":\
                        {"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}}""".formatted(ARN));
        assertThat(policy().policy())
                .startsWith("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"s\"")
                .contains("\"Sid\":\"t\"", "\"Sid\":\"v\"")
                .doesNotContain("\"Sid\":\"u\"");
    }

    @Test
    void refusesWithLambdasErrors() {
        refused(ErrorCode.RESOURCE_NOT_FOUND, "The resource you requested does not exist.", this::policy);
        refused(ErrorCode.RESOURCE_NOT_FOUND, "No policy is associated with the given resource.", () -> remove("s"));
        add(request -> {});
        refused(
                ErrorCode.RESOURCE_CONFLICT,
                "The statement id (s) provided already exists. Please provide a new statement id, or remove the"
                        + " existing statement.",
                () -> add(request -> {}));
        refused(ErrorCode.RESOURCE_NOT_FOUND, "Statement x is not found in resource policy.", () -> remove("x"));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "The provided principal was invalid. Please check the principal and try again.",
                () -> add(request -> request.statementId("p").principal("nobody")));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "The provided principal was invalid. Please check the principal and try again.",
                () -> add(request -> request.statementId("p").principal("invalid.nonaws.com")));
        add(request -> request.statementId("alexa").principal("alexa-appkit.amazon.com"));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "The provided principal was invalid. Please check the principal and try again.",
                () -> add(request -> request.statementId("p").principal("arn:aws:s3:::bucket")));
        refused(
                ErrorCode.PRECONDITION_FAILED,
                "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the"
                        + " latest Revision Id",
                () -> add(request -> request.statementId("p").revisionId("other")));
        add(request -> request.statementId("p").revisionId(policy().revisionId()));
        refused(
                ErrorCode.RESOURCE_NOT_FOUND,
                "Cannot find alias arn: " + ARN + ":none",
                () -> add(request -> request.qualifier("none")));
    }

    @Test
    void policiesHaveTheirLimit() {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        String sid = "statement" + i;
                        add(request -> request.statementId(sid));
                    }
                })
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.POLICY_LENGTH_EXCEEDED))
                .withMessageMatching("The final policy size \\(20[0-9]{3}\\) is bigger than the limit \\(20480\\)\\.");
    }

    @Test
    void aPolicyIsThatOfExactlyTheNameUsed() {
        Principal other = new Principal.Root(OTHER);
        assertThat(allows(other, Optional.empty(), RequestContext.EMPTY)).isFalse();
        add(request -> request.principal("111122223333").qualifier("live"));
        assertThat(allows(other, Optional.of("live"), RequestContext.EMPTY)).isTrue();
        assertThat(allows(other, Optional.empty(), RequestContext.EMPTY)).isFalse();
        assertThat(allows(other, Optional.of("$LATEST"), RequestContext.EMPTY)).isFalse();
        add(request -> request.principal("111122223333"));
        assertThat(allows(other, Optional.empty(), RequestContext.EMPTY)).isTrue();
        assertThat(allows(other, Optional.of("$LATEST"), RequestContext.EMPTY)).isTrue();
        remove("s");
        assertThat(allows(other, Optional.empty(), RequestContext.EMPTY)).isFalse();
        // a new alias of the name is another
        LambdaRequest deletion =
                DeleteAliasRequest.builder().functionName("f").name("live").build();
        control.call(DeleteAliasResponse.class, deletion);
        alias();
        assertThat(allows(other, Optional.of("live"), RequestContext.EMPTY)).isFalse();
    }

    @Test
    void servicesMayWhatTheirSourceMay() {
        Principal s3 = new Principal.Service("s3.amazonaws.com");
        RequestContext bucket = RequestContext.of("aws:SourceArn", "arn:aws:s3:::bucket");
        add(request -> request.sourceArn("arn:aws:s3:::bucket"));
        assertThat(allows(s3, Optional.empty(), bucket)).isTrue();
        assertThat(allows(s3, Optional.empty(), RequestContext.of("aws:SourceArn", "arn:aws:s3:::other")))
                .isFalse();
        assertThat(allows(new Principal.Service("sns.amazonaws.com"), Optional.empty(), bucket))
                .isFalse();
        assertThat(allows(new Principal.Anonymous(), Optional.empty(), bucket)).isFalse();
        assertThat(allows(new Principal.Root(ACCOUNT), Optional.empty(), bucket))
                .isTrue();
    }

    @Test
    void layersAreSharedByTheirPolicies() {
        control.call(
                PublishLayerVersionResponse.class,
                PublishLayerVersionRequest.builder()
                        .layerName("l")
                        .content(LayerVersionContentInput.builder()
                                .zipFile(TestingControlPlane.ZIP)
                                .build())
                        .build());
        String arn = "arn:aws:lambda:us-east-1:000000000000:layer:l:1";
        LayerVersionArn version = LayerVersionArn.parse(arn).orElseThrow();
        LayerSharing sharing = PolicyOperations.layerSharing();
        assertThat(control.store.<Boolean>read(view -> sharing.allows(view, OTHER, version)))
                .isFalse();
        AddLayerVersionPermissionResponse added = control.call(
                AddLayerVersionPermissionResponse.class,
                AddLayerVersionPermissionRequest.builder()
                        .layerName("l")
                        .versionNumber(1L)
                        .statementId("s")
                        .action("lambda:GetLayerVersion")
                        .principal("111122223333")
                        .build());
        assertThat(added.statement()).isEqualTo("""
                {"Sid":"s","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},\
                "Action":"lambda:GetLayerVersion","Resource":"%s"}""".formatted(arn));
        assertThat(control.store.<Boolean>read(view -> sharing.allows(view, OTHER, version)))
                .isTrue();
        GetLayerVersionPolicyResponse policy = control.call(
                GetLayerVersionPolicyResponse.class,
                GetLayerVersionPolicyRequest.builder()
                        .layerName("l")
                        .versionNumber(1L)
                        .build());
        assertThat(policy.revisionId()).isEqualTo(added.revisionId());
        refused(
                ErrorCode.VALIDATION,
                "2 validation errors detected: "
                        + "Value 'lambda:GetLayerVersions' at 'action' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 22; "
                        + "Value 'lambda:GetLayerVersions' at 'action' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: lambda:GetLayerVersion",
                () -> control.call(
                        AddLayerVersionPermissionResponse.class,
                        AddLayerVersionPermissionRequest.builder()
                                .layerName("l")
                                .versionNumber(1L)
                                .statementId("t")
                                .action("lambda:GetLayerVersions")
                                .principal("*")
                                .build()));
        control.call(
                RemoveLayerVersionPermissionResponse.class,
                RemoveLayerVersionPermissionRequest.builder()
                        .layerName("l")
                        .versionNumber(1L)
                        .statementId("s")
                        .build());
        assertThat(control.store.<Boolean>read(view -> sharing.allows(view, OTHER, version)))
                .isFalse();
    }
}
