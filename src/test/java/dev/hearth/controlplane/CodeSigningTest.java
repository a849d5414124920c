package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.ZIP;
import static dev.hearth.controlplane.TestingControlPlane.creation;
import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfig;
import software.amazon.awssdk.services.lambda.model.CodeSigningPolicy;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/** Code signing configurations, which functions have them, and what they keep out. */
final class CodeSigningTest {
    private static final String PROFILE = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/1234567890";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void aConfigurationIsShownAsItWasAskedFor() {
        CodeSigningConfig made = create("Warn");
        assertThat(made.codeSigningConfigId()).matches("csc-[a-z0-9]{17}");
        assertThat(made.codeSigningConfigArn())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:code-signing-config:" + made.codeSigningConfigId());
        assertThat(made.lastModified()).isEqualTo("2027-01-15T08:00:00.005+0000");
        assertThat(get(made.codeSigningConfigArn())).isEqualTo(made);
        CodeSigningConfig updated = control.call(
                        UpdateCodeSigningConfigResponse.class,
                        UpdateCodeSigningConfigRequest.builder()
                                .codeSigningConfigArn(made.codeSigningConfigArn())
                                .description("other")
                                .build())
                .codeSigningConfig();
        assertThat(updated.description()).isEqualTo("other");
        assertThat(updated.allowedPublishers().signingProfileVersionArns()).containsExactly(PROFILE);
        assertThat(updated.codeSigningPolicies().untrustedArtifactOnDeployment())
                .isEqualTo(CodeSigningPolicy.WARN);
        CodeSigningConfig other = create("Enforce");
        assertThat(control.call(
                                ListCodeSigningConfigsResponse.class,
                                ListCodeSigningConfigsRequest.builder().build())
                        .codeSigningConfigs())
                .containsExactlyInAnyOrder(updated, other);
        control.call(
                TagResourceResponse.class,
                TagResourceRequest.builder()
                        .resource(made.codeSigningConfigArn())
                        .tags(Map.of("b", "2"))
                        .build());
        assertThat(control.call(
                                ListTagsResponse.class,
                                ListTagsRequest.builder()
                                        .resource(made.codeSigningConfigArn())
                                        .build())
                        .tags())
                .isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void warningLetsUnsignedCodeInAndEnforcingKeepsItOut() {
        String warning = create("Warn").codeSigningConfigArn();
        String enforcing = create("Enforce").codeSigningConfigArn();
        control.call(
                CreateFunctionResponse.class,
                creation("f").codeSigningConfigArn(warning).build());
        control.awaitFinished("f");
        assertThat(ofFunction("f").codeSigningConfigArn()).isEqualTo(warning);
        assertThat(users(warning)).containsExactly("arn:aws:lambda:us-east-1:000000000000:function:f");
        update();
        put("f", enforcing);
        refused(ErrorCode.CODE_VERIFICATION_FAILED, this::update, "Check the provided signature for unsigned.");
        refused(
                ErrorCode.CODE_VERIFICATION_FAILED,
                () -> control.call(
                        CreateFunctionResponse.class,
                        creation("g").codeSigningConfigArn(enforcing).build()),
                "cannot deploy");
        assertThat(control.function("g")).isEmpty();
        control.call(
                DeleteFunctionCodeSigningConfigResponse.class,
                DeleteFunctionCodeSigningConfigRequest.builder()
                        .functionName("f")
                        .build());
        assertThat(ofFunction("f").codeSigningConfigArn()).isNull();
        update();
    }

    @Test
    void oneThatIsUsedCantBeDeleted() {
        String arn = create("Warn").codeSigningConfigArn();
        control.call(CreateFunctionResponse.class, creation("f").build());
        put("f", arn);
        refused(ErrorCode.RESOURCE_CONFLICT, () -> delete(arn), "is used by functions");
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
        delete(arn);
        refused(
                ErrorCode.RESOURCE_NOT_FOUND,
                () -> get(arn),
                "The Lambda code signing configuration " + arn + " can not be found.");
        control.call(CreateFunctionResponse.class, creation("f").build());
        refused(ErrorCode.CODE_SIGNING_CONFIG_NOT_FOUND, () -> put("f", arn), "cannot be found");
        refused(ErrorCode.CODE_SIGNING_CONFIG_NOT_FOUND, () -> put("none", arn), "cannot be found");
        String other = create("Warn").codeSigningConfigArn();
        refused(ErrorCode.RESOURCE_NOT_FOUND, () -> put("none", other), "Function not found");
    }

    @Test
    void whatTheModelForbidsIsRefused() {
        for (List<String> profiles : List.of(List.<String>of(), List.of("p"))) {
            refused(
                    ErrorCode.VALIDATION,
                    () -> control.call(
                            CreateCodeSigningConfigResponse.class,
                            CreateCodeSigningConfigRequest.builder()
                                    .allowedPublishers(p -> p.signingProfileVersionArns(profiles))
                                    .build()),
                    "at 'allowedPublishers.signingProfileVersionArns'");
        }
        refused(ErrorCode.VALIDATION, () -> create("Refuse"), "untrustedArtifactOnDeployment");
        refused(ErrorCode.VALIDATION, () -> get("csc-1"), "at 'codeSigningConfigArn'");
    }

    private CodeSigningConfig create(String policy) {
        return control.call(
                        CreateCodeSigningConfigResponse.class,
                        CreateCodeSigningConfigRequest.builder()
                                .allowedPublishers(p -> p.signingProfileVersionArns(PROFILE))
                                .codeSigningPolicies(p -> p.untrustedArtifactOnDeployment(policy))
                                .tags(Map.of("a", "1"))
                                .build())
                .codeSigningConfig();
    }

    private CodeSigningConfig get(String arn) {
        return control.call(
                        GetCodeSigningConfigResponse.class,
                        GetCodeSigningConfigRequest.builder()
                                .codeSigningConfigArn(arn)
                                .build())
                .codeSigningConfig();
    }

    private void delete(String arn) {
        control.call(
                DeleteCodeSigningConfigResponse.class,
                DeleteCodeSigningConfigRequest.builder()
                        .codeSigningConfigArn(arn)
                        .build());
    }

    private void put(String function, String arn) {
        control.call(
                PutFunctionCodeSigningConfigResponse.class,
                PutFunctionCodeSigningConfigRequest.builder()
                        .functionName(function)
                        .codeSigningConfigArn(arn)
                        .build());
    }

    private GetFunctionCodeSigningConfigResponse ofFunction(String function) {
        return control.call(
                GetFunctionCodeSigningConfigResponse.class,
                GetFunctionCodeSigningConfigRequest.builder()
                        .functionName(function)
                        .build());
    }

    private List<String> users(String arn) {
        return control.call(
                        ListFunctionsByCodeSigningConfigResponse.class,
                        ListFunctionsByCodeSigningConfigRequest.builder()
                                .codeSigningConfigArn(arn)
                                .build())
                .functionArns();
    }

    private void update() {
        control.awaitFinished("f");
        control.call(
                UpdateFunctionCodeResponse.class,
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .zipFile(ZIP)
                        .build());
    }
}
