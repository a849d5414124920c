package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.image.TestingImage;
import dev.hearth.base.image.TestingLayer;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ImageConfig;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Functions with container images, as the management API has them. */
final class ImagesTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
        image("1").writeLayout(control.layouts.resolve("app"), "v1");
    }

    @AfterEach
    void close() {
        control.close();
    }

    private static TestingImage image(String text) {
        return new TestingImage().layer(new TestingLayer().file("file", text)).entryPoint("/run");
    }

    private static CreateFunctionRequest.Builder imaged(String name) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .packageType("Image")
                .role("arn:aws:iam::000000000000:role/r")
                .code(code -> code.imageUri("localhost/app:v1"));
    }

    private CreateFunctionResponse create(UnaryOperator<CreateFunctionRequest.Builder> change) {
        return control.call(
                CreateFunctionResponse.class, change.apply(imaged("f")).build());
    }

    private static void assertInvalid(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE))
                .hasMessageContaining(message);
    }

    private void assertCreationInvalid(String message, UnaryOperator<CreateFunctionRequest.Builder> change) {
        assertInvalid(message, () -> create(change));
    }

    @Test
    void showsWhatLambdaShows() {
        CreateFunctionResponse created = create(f -> f.imageConfig(config -> config.command("a", "b")));
        assertThat(created.packageTypeAsString()).isEqualTo("Image");
        assertThat(created.runtimeAsString()).isNull();
        assertThat(created.handler()).isNull();
        assertThat(created.codeSha256()).matches("[0-9a-f]{64}");
        assertThat(created.stateAsString()).isEqualTo("Pending");
        ImageConfig config = created.imageConfigResponse().imageConfig();
        assertThat(config.command()).containsExactly("a", "b");
        assertThat(config.hasEntryPoint()).isFalse();
        assertThat(config.workingDirectory()).isNull();
        GetFunctionResponse got = control.call(
                GetFunctionResponse.class,
                GetFunctionRequest.builder().functionName("f").build());
        assertThat(got.code().repositoryType()).isEqualTo("ECR");
        assertThat(got.code().imageUri()).isEqualTo("localhost/app:v1");
        assertThat(got.code().resolvedImageUri()).isEqualTo("localhost/app@sha256:" + created.codeSha256());
    }

    @Test
    void anyImageMayStartFromSnapshots() {
        CreateFunctionResponse created = create(f -> f.snapStart(snap -> snap.applyOn("PublishedVersions")));
        assertThat(created.snapStart().applyOnAsString()).isEqualTo("PublishedVersions");
        assertCreationInvalid(
                "Ephemeral storage greater than 512 MB is not supported for SnapStart enabled functions.",
                f -> f.functionName("g")
                        .snapStart(snap -> snap.applyOn("PublishedVersions"))
                        .ephemeralStorage(e -> e.size(513)));
    }

    @Test
    void refusesWhatLambdaRefuses() {
        String beside = "Please don't provide Handler or Runtime or Layer when the intended function PackageType is"
                + " Image.";
        assertCreationInvalid(beside, f -> f.handler("app.handler"));
        assertCreationInvalid(beside, f -> f.runtime("python3.13"));
        String missing = "Please provide ImageUri when creating a function with packageType Image.";
        assertCreationInvalid(
                missing, f -> f.code(code -> code.s3Bucket("bucket").s3Key("key")));
        assertCreationInvalid(missing, f -> f.code(code -> {}));
        assertCreationInvalid(
                "Source image localhost/app:v2 does not exist. Provide a valid source image.",
                f -> f.code(code -> code.imageUri("localhost/app:v2")));
        assertCreationInvalid(
                "Source image app is not valid. Provide a valid source image.",
                f -> f.code(code -> code.imageUri("app")));
        assertInvalid(
                "Please don't provide ImageUri when creating a function with packageType Zip.",
                () -> control.call(
                        CreateFunctionResponse.class,
                        creation("z")
                                .code(code -> code.imageUri("localhost/app:v1"))
                                .build()));
        assertInvalid(
                "Please don't provide ImageConfig when creating a function with packageType Zip.",
                () -> control.call(
                        CreateFunctionResponse.class,
                        creation("z").imageConfig(config -> config.command("x")).build()));
    }

    @Test
    void settingsHaveTheModelsLimits() {
        for (UnaryOperator<ImageConfig.Builder> change : List.<UnaryOperator<ImageConfig.Builder>>of(
                config -> config.workingDirectory("w".repeat(1_001)),
                config -> config.workingDirectory("a\0b"),
                config -> config.entryPoint("a\0b"),
                config -> config.command(Collections.nCopies(1_501, "c")))) {
            assertThatThrownBy(() -> create(f ->
                            f.imageConfig(change.apply(ImageConfig.builder()).build())))
                    .isInstanceOfSatisfying(
                            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION));
        }
    }

    @Test
    void aFunctionKeepsItsPackageType() throws InterruptedException {
        create(f -> f);
        control.awaitFinished("f");
        control.call(CreateFunctionResponse.class, creation("z").build());
        control.awaitFinished("z");
        assertInvalid(
                "Please provide ImageUri when updating a function with packageType Image.",
                () -> control.call(
                        UpdateFunctionCodeResponse.class,
                        UpdateFunctionCodeRequest.builder()
                                .functionName("f")
                                .zipFile(SdkBytes.fromUtf8String("zip"))
                                .build()));
        assertInvalid(
                "Please don't provide ImageUri when updating a function with packageType Zip.",
                () -> control.call(
                        UpdateFunctionCodeResponse.class,
                        UpdateFunctionCodeRequest.builder()
                                .functionName("z")
                                .imageUri("localhost/app:v1")
                                .build()));
        assertInvalid(
                "The Runtime and Handler parameters are not supported for functions created with container images.",
                () -> control.call(
                        UpdateFunctionConfigurationResponse.class,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("f")
                                .handler("app.handler")
                                .build()));
        assertInvalid(
                "Please don't provide ImageConfig when updating a function with packageType Zip.",
                () -> control.call(
                        UpdateFunctionConfigurationResponse.class,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("z")
                                .imageConfig(config -> config.command("x"))
                                .build()));
    }

    @Test
    void aMovedTagMeansNothingUntilTheNextUpdate() throws Exception {
        CreateFunctionResponse created = create(f -> f);
        control.awaitFinished("f");
        String moved = image("2").writeLayout(control.layouts.resolve("app"), "v1");
        assertThat(moved).isNotEqualTo(created.codeSha256());
        UpdateFunctionConfigurationResponse configured = control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .imageConfig(config -> config.workingDirectory("/srv"))
                        .build());
        assertThat(configured.codeSha256()).isEqualTo(created.codeSha256());
        assertThat(configured.imageConfigResponse().imageConfig().workingDirectory())
                .isEqualTo("/srv");
        control.awaitFinished("f");
        UpdateFunctionCodeResponse updated = control.call(
                UpdateFunctionCodeResponse.class,
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .imageUri("localhost/app:v1")
                        .build());
        assertThat(updated.codeSha256()).isEqualTo(moved);
        assertThat(updated.imageConfigResponse().imageConfig().workingDirectory())
                .isEqualTo("/srv");
        control.awaitFinished("f");
        UpdateFunctionConfigurationResponse cleared = control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .imageConfig(config -> config.workingDirectory(""))
                        .build());
        assertThat(cleared.imageConfigResponse()).isNull();
    }
}
