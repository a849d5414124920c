package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingLayers.LAYER;
import static dev.hearth.controlplane.TestingLayers.publication;
import static dev.hearth.controlplane.TestingLayers.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Layers are published, found, listed, deleted and given to functions as on Lambda. */
final class LayersTest {

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
    void aVersionIsShownAsItWasPublished() {
        PublishLayerVersionResponse published = control.call(
                PublishLayerVersionResponse.class,
                publication("one", "x")
                        .description("all there is")
                        .licenseInfo("MIT")
                        .compatibleRuntimesWithStrings("python3.13", "ruby3.4")
                        .compatibleArchitecturesWithStrings("x86_64")
                        .build());
        assertThat(published.layerArn()).isEqualTo(LAYER + "one");
        assertThat(published.layerVersionArn()).isEqualTo(LAYER + "one:1");
        assertThat(published.version()).isEqualTo(1);
        assertThat(published.createdDate()).isEqualTo("2027-01-15T08:00:00.005+0000");
        assertThat(published.content().codeSize()).isPositive();
        assertThat(published.content().codeSha256()).matches("[A-Za-z0-9+/]{43}=");
        assertThat(published.content().location()).startsWith("/_hearth/packages/");

        for (String name : List.of("one", LAYER + "one")) {
            GetLayerVersionResponse got = control.call(
                    GetLayerVersionResponse.class,
                    GetLayerVersionRequest.builder()
                            .layerName(name)
                            .versionNumber(1L)
                            .build());
            assertThat(got.description()).isEqualTo("all there is");
            assertThat(got.licenseInfo()).isEqualTo("MIT");
            assertThat(got.compatibleRuntimesAsStrings()).containsExactly("python3.13", "ruby3.4");
            assertThat(got.compatibleArchitecturesAsStrings()).containsExactly("x86_64");
            assertThat(Shapes.copy(got, GetLayerVersionByArnResponse.builder()).build())
                    .isEqualTo(control.call(
                            GetLayerVersionByArnResponse.class,
                            GetLayerVersionByArnRequest.builder()
                                    .arn(LAYER + "one:1")
                                    .build()));
            assertThat(got.content().codeSha256()).isEqualTo(published.content().codeSha256());
        }
    }

    @Test
    void numbersAreNeverUsedTwice() {
        assertThat(layers.publish("one", "a")).isEqualTo(1);
        assertThat(layers.publish("one", "b")).isEqualTo(2);
        layers.delete("one", 2);
        layers.delete("one", 2);
        layers.delete("one", 1);
        assertThat(listed()).isEmpty();
        assertThat(layers.publish("one", "c")).isEqualTo(3);
        control.restart();
        assertThat(layers.publish("one", "c")).isEqualTo(4);
        assertThat(layers.publish("another", "c")).isEqualTo(1);
    }

    @Test
    void manyPublishersGetNumbersOfTheirOwn() throws InterruptedException {
        var numbers = new ConcurrentSkipListSet<Long>();
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String content = "content " + i;
            publishers.add(Thread.ofVirtual().start(() -> numbers.add(layers.publish("one", content))));
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertThat(numbers).hasSize(20).first().isEqualTo(1L);
        assertThat(numbers.last()).isEqualTo(20);
    }

    @Test
    void listsAreInPagesWithTheNewestVersionFirst() {
        for (int i = 0; i < 5; i++) {
            layers.publish("b", "x" + i);
        }
        layers.publish("a", "x");
        layers.publish("c", "x");
        layers.delete("b", 5);
        assertThat(listed()).containsExactly("a:1", "b:4", "c:1");
        ListLayersResponse first = control.call(
                ListLayersResponse.class,
                ListLayersRequest.builder().maxItems(2).build());
        assertThat(first.layers().stream().map(LayersListItem::layerName)).containsExactly("a", "b");
        ListLayersResponse second = control.call(
                ListLayersResponse.class,
                ListLayersRequest.builder()
                        .maxItems(2)
                        .marker(first.nextMarker())
                        .build());
        assertThat(second.layers().stream().map(LayersListItem::layerArn)).containsExactly(LAYER + "c");
        assertThat(second.nextMarker()).isNull();

        ListLayerVersionsResponse versions = control.call(
                ListLayerVersionsResponse.class,
                ListLayerVersionsRequest.builder().layerName("b").maxItems(3).build());
        assertThat(versions.layerVersions().stream().map(LayerVersionsListItem::version))
                .containsExactly(4L, 3L, 2L);
        assertThat(control.call(
                                ListLayerVersionsResponse.class,
                                ListLayerVersionsRequest.builder()
                                        .layerName("b")
                                        .maxItems(3)
                                        .marker(versions.nextMarker())
                                        .build())
                        .layerVersions())
                .extracting(LayerVersionsListItem::layerVersionArn)
                .containsExactly(LAYER + "b:1");
        assertThat(control.call(
                                ListLayerVersionsResponse.class,
                                ListLayerVersionsRequest.builder()
                                        .layerName("nobody-has-this")
                                        .build())
                        .layerVersions())
                .isEmpty();
    }

    @Test
    void listsAreFilteredByWhatAVersionIsMeantFor() {
        control.call(
                PublishLayerVersionResponse.class,
                publication("a", "1")
                        .compatibleRuntimesWithStrings("python3.13")
                        .compatibleArchitecturesWithStrings("arm64")
                        .build());
        control.call(
                PublishLayerVersionResponse.class,
                publication("a", "2")
                        .compatibleRuntimesWithStrings("nodejs22.x")
                        .build());
        layers.publish("b", "3");
        assertThat(latest(request -> request.compatibleRuntime("python3.13"))).containsExactly("a:1");
        assertThat(latest(request -> request.compatibleRuntime("nodejs22.x"))).containsExactly("a:2");
        assertThat(latest(request -> request.compatibleRuntime("nodejs22.x").compatibleArchitecture("arm64")))
                .isEmpty();
        assertThat(latest(request -> request.compatibleArchitecture("arm64"))).containsExactly("a:1");
        assertThat(latest(request -> {})).containsExactly("a:2", "b:1");
    }

    @Test
    void whatIsWrongIsSaidAsLambdaSaysIt() {
        refusedPublication(ErrorCode.VALIDATION, "Value 'a b' at 'layerName'", publication("a b", "x"));
        refusedPublication(
                ErrorCode.VALIDATION,
                "Value null at 'content'",
                publication("a", "x").content((LayerVersionContentInput) null));
        refusedPublication(
                ErrorCode.VALIDATION, "at 'description'", publication("a", "x").description("d".repeat(257)));
        refusedPublication(
                ErrorCode.VALIDATION, "at 'licenseInfo'", publication("a", "x").licenseInfo("d".repeat(513)));
        refusedPublication(
                ErrorCode.VALIDATION,
                "at 'compatibleRuntimes'",
                publication("a", "x").compatibleRuntimesWithStrings("cobol"));
        refusedPublication(
                ErrorCode.VALIDATION,
                "length less than or equal to 15",
                publication("a", "x").compatibleRuntimesWithStrings(Collections.nCopies(16, "python3.13")));
        refusedPublication(
                ErrorCode.VALIDATION,
                "at 'compatibleArchitectures'",
                publication("a", "x").compatibleArchitecturesWithStrings("sparc"));
        refusedPublication(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Could not unzip uploaded file.",
                publication("a", "x").content(c -> c.zipFile(SdkBytes.fromUtf8String("no zip"))));
        refusedPublication(
                ErrorCode.ACCESS_DENIED,
                "is not authorized to perform: lambda:PublishLayerVersion on resource: ",
                publication("arn:aws:lambda:us-east-1:111111111111:layer:theirs", "x"));
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "Layer Version Cannot be less than 1", () -> get("a", 0));
        refused(ErrorCode.RESOURCE_NOT_FOUND, "The resource you requested does not exist.", () -> get("a", 1));
        refused(
                ErrorCode.ACCESS_DENIED,
                "no resource-based policy allows the lambda:GetLayerVersion action",
                () -> get("arn:aws:lambda:us-east-1:111111111111:layer:theirs", 1));
        refused(
                ErrorCode.VALIDATION,
                "at 'arn'",
                () -> control.call(
                        GetLayerVersionByArnResponse.class,
                        GetLayerVersionByArnRequest.builder().arn(LAYER + "a").build()));
        refused(ErrorCode.VALIDATION, "at 'maxItems'", () -> latest(request -> request.maxItems(51)));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Invalid pagination key.",
                () -> latest(request -> request.marker("%")));
    }

    @Test
    void noRequestIsAFailureOfOurs() {
        long seed = Long.getLong("hearth.seed", 20261127L);
        Random random = new Random(seed);
        layers.publish("one", "x");
        for (int round = 0; round < 1000; round++) {
            LambdaRequest request = anyRequest(random);
            try {
                control.call(LambdaResponse.class, request);
            } catch (ServiceException e) {
                assertThat(e.code().category())
                        .as("seed %s round %s: %s", seed, round, e.getMessage())
                        .isEqualTo(ErrorCategory.CALLER);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + request, e);
            }
        }
    }

    private static LambdaRequest anyRequest(Random random) {
        String text = text(random);
        List<String> texts = Arrays.asList(text(random), text(random));
        Integer number = random.nextBoolean() ? null : random.nextInt(-2, 60);
        Long version = random.nextBoolean() ? null : random.nextLong(-1, 4);
        return switch (random.nextInt(6)) {
            case 0 ->
                publication("one", "x")
                        .layerName(text)
                        .description(text(random))
                        .compatibleRuntimesWithStrings(random.nextBoolean() ? List.of("python3.13") : texts)
                        .compatibleArchitecturesWithStrings(random.nextBoolean() ? null : texts)
                        .build();
            case 1 ->
                GetLayerVersionRequest.builder()
                        .layerName(text)
                        .versionNumber(version)
                        .build();
            case 2 -> GetLayerVersionByArnRequest.builder().arn(text).build();
            case 3 ->
                ListLayersRequest.builder()
                        .compatibleRuntime(text)
                        .compatibleArchitecture(text(random))
                        .marker(text(random))
                        .maxItems(number)
                        .build();
            case 4 ->
                ListLayerVersionsRequest.builder()
                        .layerName(text)
                        .marker(text(random))
                        .maxItems(number)
                        .build();
            default ->
                DeleteLayerVersionRequest.builder()
                        .layerName(text)
                        .versionNumber(version)
                        .build();
        };
    }

    private static String text(Random random) {
        String[] texts = {
            null,
            "",
            "one",
            "a b",
            "\u0000",
            "python3.13",
            "x86_64",
            LAYER + "one",
            LAYER + "one:1",
            LAYER + "one:0",
            LAYER + "one:9999999999999999999999",
            "arn:aws:lambda:eu-west-1:000000000000:layer:one:1",
            "arn:aws:lambda:us-east-1:111111111111:layer:one",
            "one:1",
            "n".repeat(141),
            "b25l",
            "\ud800"
        };
        return texts[random.nextInt(texts.length)];
    }

    private void refusedPublication(ErrorCode code, String message, PublishLayerVersionRequest.Builder request) {
        refused(code, message, () -> control.call(PublishLayerVersionResponse.class, request.build()));
    }

    private GetLayerVersionResponse get(String name, long number) {
        return control.call(
                GetLayerVersionResponse.class,
                GetLayerVersionRequest.builder()
                        .layerName(name)
                        .versionNumber(number)
                        .build());
    }

    private List<String> listed() {
        return latest(request -> {});
    }

    private List<String> latest(Consumer<ListLayersRequest.Builder> more) {
        ListLayersRequest.Builder request = ListLayersRequest.builder();
        more.accept(request);
        return control.call(ListLayersResponse.class, request.build()).layers().stream()
                .map(layer ->
                        layer.layerName() + ":" + layer.latestMatchingVersion().version())
                .toList();
    }
}
