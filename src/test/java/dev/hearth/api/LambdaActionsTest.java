package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;

class LambdaActionsTest {
    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final String BEFORE = "arn:aws:lambda:us-east-1:111122223333:";

    private final LambdaActions actions = new LambdaActions("us-east-1");

    @ParameterizedTest
    @CsvSource({
        "Invoke, lambda:InvokeFunction",
        "InvokeWithResponseStream, lambda:InvokeFunction",
        "GetLayerVersionByArn, lambda:GetLayerVersion",
        "ListVersionsByFunction, lambda:ListVersionsByFunction"
    })
    void namesActionsAsPoliciesDo(String operation, String action) {
        assertThat(LambdaActions.action(operation)).isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource({
        "f, , function:f",
        "f, 7, function:f:7",
        "f:live, , function:f:live",
        "f:live, live, function:f:live",
        "111122223333:f, , function:f",
        "111122223333:function:f, live, function:f:live",
        "function:f, , function:f",
        "arn:aws:lambda:us-east-1:111122223333:function:f, 7, function:f:7",
        "arn:aws:lambda:us-east-1:111122223333:function:f:live, , function:f:live"
    })
    void knowsFunctionsByAllTheirNames(String name, String qualifier, String expected) {
        assertThat(actions.function(ACCOUNT, name, Optional.ofNullable(qualifier)))
                .isEqualTo(BEFORE + expected);
        assertThat(actions.resource(
                        ACCOUNT,
                        GetFunctionRequest.builder()
                                .functionName(name)
                                .qualifier(qualifier)
                                .build()))
                .isEqualTo(BEFORE + expected);
    }

    @Test
    void aFunctionOfAnotherAccountIsItsOwn() {
        String arn = "arn:aws:lambda:us-east-1:444455556666:function:f";
        assertThat(actions.function(ACCOUNT, arn, Optional.empty())).isEqualTo(arn);
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
        about(
                CreateFunctionRequest.builder()
                        .functionName("f")
                        .codeSigningConfigArn(signing)
                        .build(),
                BEFORE + "function:f");
    }

    private void about(LambdaRequest request, String expected) {
        assertThat(actions.resource(ACCOUNT, request)).isEqualTo(expected);
    }
}
