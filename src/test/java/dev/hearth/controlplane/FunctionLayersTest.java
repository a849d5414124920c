package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingLayers.LAYER;
import static dev.hearth.controlplane.TestingLayers.publication;
import static dev.hearth.controlplane.TestingLayers.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Functions use layers as on Lambda: those that there are, up to a number and a size, and keep them. */
final class FunctionLayersTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @SuppressWarnings("NullAway.Init")
    private TestingLayers layers;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
        layers = new TestingLayers(control);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void aFunctionShowsItsLayersAndKeepsThemWhenTheyAreDeleted() throws IOException {
        layers.publish("one", "x");
        layers.publish("two", "y");
        CreateFunctionResponse created = control.call(
                CreateFunctionResponse.class,
                TestingControlPlane.creation("f")
                        .layers(LAYER + "two:1", LAYER + "one:1")
                        .build());
        assertThat(created.layers()).extracting(Layer::arn).containsExactly(LAYER + "two:1", LAYER + "one:1");
        assertThat(created.layers()).extracting(Layer::codeSize).allMatch(size -> size > 0);
        control.awaitFinished("f");
        layers.delete("one", 1);
        layers.delete("two", 1);
        control.seconds.addAndGet(7_200);
        assertThat(control.plane.sweepPackages()).isZero();
        assertThat(configuration().layers()).hasSize(2);

        update(request -> request.description("other"));
        assertThat(configuration().layers()).hasSize(2);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Layer version " + LAYER + "one:1 does not exist.",
                () -> update(request -> request.layers(LAYER + "one:1")));
        update(request -> request.layers(List.of()));
        assertThat(configuration().hasLayers()).isFalse();
        control.seconds.addAndGet(7_200);
        assertThat(control.plane.sweepPackages()).isEqualTo(2);
    }

    @Test
    void aPublishedVersionKeepsTheLayersThatItHad() throws IOException {
        layers.publish("one", "x");
        control.call(
                CreateFunctionResponse.class,
                TestingControlPlane.creation("f")
                        .layers(LAYER + "one:1")
                        .publish(true)
                        .build());
        control.awaitFinished("f");
        update(request -> request.layers(List.of()));
        layers.delete("one", 1);
        control.seconds.addAndGet(7_200);
        assertThat(control.plane.sweepPackages()).isZero();
        assertThat(control.call(
                                GetFunctionConfigurationResponse.class,
                                GetFunctionConfigurationRequest.builder()
                                        .functionName("f")
                                        .qualifier("1")
                                        .build())
                        .layers())
                .extracting(Layer::arn)
                .containsExactly(LAYER + "one:1");
    }

    @Test
    void layersThatAFunctionCannotHaveAreRefused() {
        layers.publish("one", "x");
        layers.publish("one", "y");
        refusedLayers("Cannot reference more than 5 layers.", Collections.nCopies(6, LAYER + "one:1"));
        refusedLayers(
                "Two different versions of the same layer are not allowed to be referenced in the same function. "
                        + LAYER + "one:1 and " + LAYER + "one:2 are versions of the same layer.",
                List.of(LAYER + "one:1", LAYER + "one:2"));
        refusedLayers("are versions of the same layer.", List.of(LAYER + "one:1", LAYER + "one:1"));
        refusedLayers("Layer version " + LAYER + "one:3 does not exist.", List.of(LAYER + "one:3"));
        refusedLayers(
                "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
                List.of("arn:aws:lambda:eu-west-1:000000000000:layer:one:1"));
        refusedLayers(
                ErrorCode.ACCESS_DENIED,
                "is not authorized to perform: lambda:GetLayerVersion on resource: arn:aws:lambda:us-east-1:"
                        + "111111111111:layer:one:1 because no resource-based policy allows",
                List.of("arn:aws:lambda:us-east-1:111111111111:layer:one:1"));
        refusedLayers(ErrorCode.VALIDATION, "at 'layers' failed to satisfy", List.of(LAYER + "one"));
        refusedLayers(ErrorCode.VALIDATION, "at 'layers' failed to satisfy", List.of("one:1"));
    }

    @Test
    void layersOfAnotherRegionAreToldBeforeThatTheFunctionExists() {
        control.create("taken", Map.of());
        CreateFunctionRequest.Builder again = TestingControlPlane.creation("taken");
        refused(
                ErrorCode.RESOURCE_CONFLICT,
                "Function already exist: taken",
                () -> control.call(CreateFunctionResponse.class, again.build()));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
                () -> control.call(
                        CreateFunctionResponse.class,
                        again.layers("arn:aws:lambda:eu-west-1:000000000000:layer:one:1")
                                .build()));
    }

    @Test
    void codeAndLayersTogetherHaveALimit() {
        byte[] zeros = new byte[120 * MEBIBYTE];
        SdkBytes large = SdkBytes.fromByteArray(
                new TestingZip().entry("zeros", 0100644, zeros).toBytes());
        for (String name : List.of("one", "two")) {
            control.call(
                    PublishLayerVersionResponse.class,
                    publication(name, "x").content(c -> c.zipFile(large)).build());
        }
        CreateFunctionRequest.Builder function =
                TestingControlPlane.creation("f").layers(LAYER + "one:1", LAYER + "two:1");
        control.call(CreateFunctionResponse.class, function.build());
        control.awaitFinished("f");
        String message = "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. "
                + "The actual size is " + 360 * MEBIBYTE + " bytes.";
        refused(ErrorCode.INVALID_PARAMETER_VALUE, message, () -> updateCode(large, false));
        refused(ErrorCode.INVALID_PARAMETER_VALUE, message, () -> updateCode(large, true));
        refusedLayers(
                message,
                request -> request.functionName("g").code(code -> code.zipFile(large)),
                List.of(LAYER + "one:1", LAYER + "two:1"));
        update(request -> request.layers(LAYER + "one:1"));
        updateCode(large, false);
        control.awaitFinished("f");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                message,
                () -> update(request -> request.layers(LAYER + "one:1", LAYER + "two:1")));
    }

    private void refusedLayers(String message, List<String> layers) {
        refusedLayers(ErrorCode.INVALID_PARAMETER_VALUE, message, layers);
    }

    private void refusedLayers(ErrorCode code, String message, List<String> layers) {
        refused(
                code,
                message,
                () -> control.call(
                        CreateFunctionResponse.class,
                        TestingControlPlane.creation("refused").layers(layers).build()));
        assertThat(control.function("refused")).isEmpty();
    }

    private void refusedLayers(String message, Consumer<CreateFunctionRequest.Builder> more, List<String> layers) {
        CreateFunctionRequest.Builder request =
                TestingControlPlane.creation("refused").layers(layers);
        more.accept(request);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                message,
                () -> control.call(CreateFunctionResponse.class, request.build()));
    }

    private void update(Consumer<UpdateFunctionConfigurationRequest.Builder> more) {
        UpdateFunctionConfigurationRequest.Builder request =
                UpdateFunctionConfigurationRequest.builder().functionName("f");
        more.accept(request);
        control.call(UpdateFunctionConfigurationResponse.class, request.build());
        control.awaitFinished("f");
    }

    private void updateCode(SdkBytes zip, boolean dryRun) {
        control.call(
                UpdateFunctionCodeResponse.class,
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .zipFile(zip)
                        .dryRun(dryRun)
                        .build());
    }

    private GetFunctionConfigurationResponse configuration() {
        return control.call(
                GetFunctionConfigurationResponse.class,
                GetFunctionConfigurationRequest.builder().functionName("f").build());
    }
}
