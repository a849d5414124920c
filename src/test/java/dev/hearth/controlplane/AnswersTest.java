package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** What recordings of Lambda answer in what tools do after one another. */
final class AnswersTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String UNDER_WAY =
            "The operation cannot be performed at this time. An update is in progress for resource: " + ARN;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void begin(@TempDir Path folder) throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void end() {
        control.close();
    }

    @Test
    void anUpdateIsSeenInProgressForAMomentThoughItServes() {
        control.leastUpdate(Duration.ofSeconds(2));
        control.populate();
        assertThat(get(null).lastUpdateStatus()).as("no update yet").isEqualTo(LastUpdateStatus.SUCCESSFUL);
        String before =
                control.function("f").orElseThrow().serving().orElseThrow().revisionId();
        updateCode(request -> request.publish(true));
        control.awaitFinished("f");

        GetFunctionConfigurationResponse seen = get(null);
        String during = seen.revisionId();
        assertThat(seen.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
        assertThat(seen.lastUpdateStatusReason()).isEqualTo("The function is being created.");
        assertThat(seen.lastUpdateStatusReasonCodeAsString()).isEqualTo("Creating");
        assertThat(seen.state()).isEqualTo(State.ACTIVE);
        assertThat(get("2").state()).isEqualTo(State.PENDING);
        assertThat(get("1").state()).isEqualTo(State.ACTIVE);
        assertThat(control.function("f").orElseThrow().serving().orElseThrow().revisionId())
                .as("what serves does not wait")
                .isNotEqualTo(before);
        refused(ErrorCode.RESOURCE_CONFLICT, () -> updateCode(request -> {}), UNDER_WAY);
        refused(ErrorCode.RESOURCE_CONFLICT, () -> updateConfiguration(request -> request.timeout(9)), UNDER_WAY);
        refused(ErrorCode.RESOURCE_CONFLICT, this::publish, UNDER_WAY);

        control.seconds.addAndGet(2);
        assertThat(get(null).lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
        assertThat(get(null).lastUpdateStatusReason()).isNull();
        assertThat(get(null).revisionId()).isNotEqualTo(during);
        assertThat(get("2").state()).isEqualTo(State.ACTIVE);
        updateConfiguration(request -> request.timeout(9));
    }

    @Test
    void onlyTheLatestVersionCanBeUpdated() {
        control.populate();
        for (String name : List.of("f:1", "f:99", "f:live", ARN + ":1")) {
            refused(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    () -> updateConfiguration(request -> request.functionName(name)),
                    "Current operation does not support versions other than $LATEST. Please set the version to"
                            + " $LATEST or do not set a version in your request.");
        }
        updateConfiguration(request -> request.functionName("f:$LATEST").timeout(9));
        assertThat(get(null).timeout()).isEqualTo(9);
    }

    @Test
    void aQualifierInTheNameOfANewFunctionHasNoEffect() {
        for (String name : List.of("one:$LATEST", "two:1", "three:live")) {
            String function = name.substring(0, name.indexOf(':'));
            assertThat(control.call(
                                    CreateFunctionResponse.class,
                                    TestingControlPlane.creation(name).build())
                            .functionName())
                    .isEqualTo(function);
            control.awaitFinished(function);
        }
    }

    @Test
    void whatWasGivenEmptyIsNotWhatWasNeverGiven() {
        control.populate();
        assertThat(get(null).environment()).isNull();
        updateConfiguration(request -> request.environment(environment -> environment.variables(Map.of())));
        assertThat(get(null).environment().variables()).isEmpty();
        assertThat(get(null).environment().hasVariables()).isTrue();

        PublishLayerVersionResponse empty =
                layer(request -> request.compatibleRuntimes(List.of()).compatibleArchitectures(List.of()));
        assertThat(empty.hasCompatibleRuntimes()).isTrue();
        assertThat(empty.hasCompatibleArchitectures()).isTrue();
        PublishLayerVersionResponse none = layer(request -> {});
        assertThat(none.hasCompatibleRuntimes()).isFalse();
        assertThat(none.hasCompatibleArchitectures()).isFalse();

        CreateEventSourceMappingResponse mapping = control.call(
                CreateEventSourceMappingResponse.class,
                CreateEventSourceMappingRequest.builder()
                        .functionName("f")
                        .eventSourceArn("arn:aws:sqs:us-east-1:000000000000:q")
                        .filterCriteria(criteria -> criteria.filters(List.of()))
                        .build());
        assertThat(mapping.filterCriteria()).as("left out").isNull();
    }

    @Test
    void publishingGivesLatestAnotherRevisionAndTheVersionOneOfItsOwn() {
        control.populate();
        String before = get(null).revisionId();
        updateConfiguration(request -> request.description("changed"));
        control.awaitFinished("f");
        String latest = get(null).revisionId();
        PublishVersionResponse published = publish();
        assertThat(get(null).revisionId()).isNotIn(before, latest, published.revisionId());
        assertThat(get("2").revisionId()).isEqualTo(published.revisionId());
        assertThat(publish().revisionId()).as("nothing new to publish").isEqualTo(published.revisionId());
    }

    @Test
    void aPermissionForAnAliasTakesTheAliassRevision() {
        control.populate();
        String revision = control.call(
                        GetAliasResponse.class,
                        GetAliasRequest.builder().functionName("f").name("live").build())
                .revisionId();
        refused(
                ErrorCode.PRECONDITION_FAILED,
                () -> permit("wrong"),
                "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the"
                        + " latest Revision Id");
        assertThat(permit(revision).statement()).contains(ARN + ":live");
    }

    private AddPermissionResponse permit(String revision) {
        return control.call(
                AddPermissionResponse.class,
                AddPermissionRequest.builder()
                        .functionName("f")
                        .qualifier("live")
                        .statementId("s3")
                        .action("lambda:InvokeFunction")
                        .principal("s3.amazonaws.com")
                        .revisionId(revision)
                        .build());
    }

    private GetFunctionConfigurationResponse get(@Nullable String qualifier) {
        return control.call(
                GetFunctionConfigurationResponse.class,
                GetFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .build());
    }

    private UpdateFunctionCodeResponse updateCode(Consumer<UpdateFunctionCodeRequest.Builder> change) {
        UpdateFunctionCodeRequest.Builder request = UpdateFunctionCodeRequest.builder()
                .functionName("f")
                .zipFile(SdkBytes.fromByteArray(TestingZip.of("handler.py", "def handler(e, c): return 2")));
        change.accept(request);
        return control.call(UpdateFunctionCodeResponse.class, request.build());
    }

    private UpdateFunctionConfigurationResponse updateConfiguration(
            Consumer<UpdateFunctionConfigurationRequest.Builder> change) {
        UpdateFunctionConfigurationRequest.Builder request =
                UpdateFunctionConfigurationRequest.builder().functionName("f");
        change.accept(request);
        return control.call(UpdateFunctionConfigurationResponse.class, request.build());
    }

    private PublishVersionResponse publish() {
        return control.call(
                PublishVersionResponse.class,
                PublishVersionRequest.builder().functionName("f").build());
    }

    private PublishLayerVersionResponse layer(Consumer<PublishLayerVersionRequest.Builder> change) {
        PublishLayerVersionRequest.Builder request = PublishLayerVersionRequest.builder()
                .layerName("l")
                .content(content -> content.zipFile(TestingControlPlane.ZIP));
        change.accept(request);
        return control.call(PublishLayerVersionResponse.class, request.build());
    }
}
