package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.controlplane.operation.Operation;
import dev.hearth.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.utils.builder.Buildable;

/** What all lists have in common: markers, which only lists make. */
final class PagesTest {
    @TempDir
    Path folder;

    @Test
    void everyListRefusesMarkersThatNoListMade() throws IOException {
        try (TestingControlPlane control = new TestingControlPlane(folder)) {
            control.populate();
            String config = control.call(
                            CreateCodeSigningConfigResponse.class,
                            CreateCodeSigningConfigRequest.builder()
                                    .allowedPublishers(p -> p.signingProfileVersionArns(
                                            "arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/0123456789"))
                                    .build())
                    .codeSigningConfig()
                    .codeSigningConfigArn();
            Map<String, String> members = Map.of("FunctionName", "f", "LayerName", "l", "CodeSigningConfigArn", config);
            List<Operation<?, ?>> lists = control.operations().stream()
                    .filter(operation ->
                            operation.newRequest().get().sdkFieldNameToField().containsKey("Marker"))
                    .toList();
            assertThat(lists).hasSizeGreaterThanOrEqualTo(11);
            for (Operation<?, ?> list : lists) {
                for (String junk : List.of("junk", "%", "a", base64("e"), base64("0123456789"), "\ud800")) {
                    SdkPojo request = list.newRequest().get();
                    members.forEach((name, value) -> set(request, name, value));
                    set(request, "Marker", junk);
                    refused(
                            ErrorCode.INVALID_PARAMETER_VALUE,
                            () -> list.handle(
                                    TestingControlPlane.ACCOUNT, (LambdaRequest) ((Buildable) request).build()),
                            "Invalid pagination key.");
                }
            }
        }
    }

    @Test
    void aMarkerIsGoodForAsLongAsTheListIs() throws IOException {
        try (TestingControlPlane control = new TestingControlPlane(folder)) {
            for (String name : List.of("a", "b", "c")) {
                control.call(CreateFunctionResponse.class, creation(name).build());
            }
            String marker = page(control, null).nextMarker();
            control.restart();
            assertThat(page(control, marker).functions())
                    .hasSize(1)
                    .first()
                    .satisfies(function -> assertThat(function.functionName()).isEqualTo("b"));
            assertThat(page(control, "").functions()).hasSize(1);
        }
    }

    private static ListFunctionsResponse page(TestingControlPlane control, @Nullable String marker) {
        return control.call(
                ListFunctionsResponse.class,
                ListFunctionsRequest.builder().maxItems(1).marker(marker).build());
    }

    private static void set(SdkPojo request, String name, String value) {
        var field = request.sdkFieldNameToField().get(name);
        if (field != null) {
            field.set(request, value);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
