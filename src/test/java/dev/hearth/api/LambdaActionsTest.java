package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.controlplane.TestingControlPlane;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.AccountId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

class LambdaActionsTest {
    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final String BEFORE = "arn:aws:lambda:us-east-1:111122223333:";

    private final LambdaActions actions = new LambdaActions("us-east-1");

    /** Also how much a request may bring: a code package in some, a megabyte in all others. */
    @Test
    void operationsKnowWhatPoliciesCallThem(@TempDir Path folder) throws IOException {
        try (TestingControlPlane control = new TestingControlPlane(folder)) {
            for (Operation<?, ?> operation : control.operations()) {
                String name = operation.name().equals("GetLayerVersionByArn") ? "GetLayerVersion" : operation.name();
                assertThat(operation.action()).isEqualTo("lambda:" + name);
                boolean code = List.of("CreateFunction", "UpdateFunctionCode", "PublishLayerVersion")
                        .contains(operation.name());
                assertThat(operation.bodyBytes()).as(operation.name()).isEqualTo(code ? 70_167_211 : 1_048_576);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "f, 111122223333",
        "f:live, 111122223333",
        "f:123456789012, 111122223333",
        "444455556666:f, 444455556666",
        "444455556666:function:f:live, 444455556666",
        "us-east-1:444455556666:function:f, 444455556666",
        "function:f, 111122223333",
        "arn:aws:lambda:us-east-1:444455556666:function:f:7, 444455556666"
    })
    void knowsWhoseFunctionIsMeant(String name, String owner) {
        assertThat(LambdaActions.owner(ACCOUNT, name)).isEqualTo(new AccountId(owner));
    }

    @Test
    void knowsWhatElseRequestsAreAbout() {
        String layer = BEFORE + "layer:l";
        String signing = BEFORE + "code-signing-config:csc-0123456789abcdef0";
        about(ListFunctionsRequest.builder().build(), "*");
        about(ListLayerVersionsRequest.builder().layerName("l").build(), layer);
        about(GetLayerVersionRequest.builder().layerName("l").versionNumber(3L).build(), layer + ":3");
        about(GetLayerVersionByArnRequest.builder().arn(layer + ":3").build(), layer + ":3");
        about(DeleteEventSourceMappingRequest.builder().uuid("u").build(), BEFORE + "event-source-mapping:u");
        about(
                GetCodeSigningConfigRequest.builder()
                        .codeSigningConfigArn(signing)
                        .build(),
                signing);
        about(
                TagResourceRequest.builder()
                        .resource(BEFORE + "function:f")
                        .tags(Map.of("a", "b"))
                        .build(),
                BEFORE + "function:f");
    }

    @Test
    void knowsTheObjectThatCodeIsTakenFrom() {
        assertThat(LambdaActions.object(CreateFunctionRequest.builder()
                        .code(code -> code.s3Bucket("b").s3Key("k/l"))
                        .build()))
                .contains("b/k/l");
        assertThat(LambdaActions.object(UpdateFunctionCodeRequest.builder()
                        .s3Bucket("b")
                        .s3Key("k")
                        .build()))
                .contains("b/k");
        assertThat(LambdaActions.object(PublishLayerVersionRequest.builder()
                        .content(content -> content.s3Bucket("b").s3Key("k"))
                        .build()))
                .contains("b/k");
        assertThat(LambdaActions.object(CreateFunctionRequest.builder().build()))
                .isEmpty();
        assertThat(LambdaActions.object(ListFunctionsRequest.builder().build())).isEmpty();
    }

    private void about(LambdaRequest request, String expected) {
        assertThat(actions.resource(ACCOUNT, request)).isEqualTo(expected);
    }
}
