package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.ZIP;
import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionState;
import dev.hearth.model.UpdateStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** A function's way from being created to being deleted, with what can go wrong meanwhile. */
final class FunctionLifecycleTest {
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
    void createsAndShows() {
        CreateFunctionResponse created = control.call(
                CreateFunctionResponse.class,
                creation("f").description("d").tags(Map.of("a", "b")).build());
        assertThat(created.functionArn()).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThat(created.state()).isEqualTo(State.PENDING);
        assertThat(created.stateReason()).isEqualTo("The function is being created.");
        assertThat(created.stateReasonCodeAsString()).isEqualTo("Creating");
        assertThat(created.lastUpdateStatus()).isNull();
        assertThat(created.version()).isEqualTo("$LATEST");
        assertThat(created.memorySize()).isEqualTo(128);
        assertThat(created.timeout()).isEqualTo(3);
        assertThat(created.ephemeralStorage().size()).isEqualTo(512);
        assertThat(created.architecturesAsStrings()).containsExactly("x86_64");
        assertThat(created.lastModified()).isEqualTo("2027-01-15T08:00:00.005+0000");
        assertThat(created.loggingConfig().logGroup()).isEqualTo("/aws/lambda/f");
        assertThat(created.loggingConfig().logFormatAsString()).isEqualTo("Text");
        assertThat(created.tracingConfig().modeAsString()).isEqualTo("PassThrough");
        assertThat(created.snapStart().applyOnAsString()).isEqualTo("None");
        assertThat(created.codeSize()).isEqualTo(ZIP.asByteArray().length);
        assertThat(created.codeSha256()).hasSize(44);
        assertThat(created.environment()).isNull();

        control.awaitFinished("f");
        GetFunctionResponse shown = get("f");
        assertThat(shown.configuration().state()).isEqualTo(State.ACTIVE);
        assertThat(shown.configuration().lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
        assertThat(shown.configuration().revisionId()).isNotEqualTo(created.revisionId());
        assertThat(shown.configuration().codeSha256()).isEqualTo(created.codeSha256());
        assertThat(shown.tags()).containsExactly(Map.entry("a", "b"));
        assertThat(get("f:$LATEST").configuration().functionArn()).endsWith(":f:$LATEST");
        assertThat(get("000000000000:function:f").configuration().functionName())
                .isEqualTo("f");
    }

    @Test
    void theLocationOfThePackageWorksForTenMinutes() {
        create("f");
        URI location = URI.create(get("f").code().location());
        String sha256 = location.getPath().substring(CodeLocations.PATH.length());
        String[] query = location.getQuery().split("[&=]", -1);
        assertThat(control.artifacts.contains(sha256)).isTrue();
        CodeLocations locations = control.plane.codeLocations();
        assertThat(locations.verify(sha256, query[1], query[3])).isTrue();
        assertThat(locations.verify(sha256.replace('a', 'b'), query[1], query[3]))
                .isFalse();
        assertThat(locations.verify(sha256, query[1] + "0", query[3])).isFalse();
        assertThat(locations.verify(sha256, "soon", query[3])).isFalse();
        assertThat(locations.verify(sha256, query[1], "")).isFalse();
        control.seconds.addAndGet(601);
        assertThat(locations.verify(sha256, query[1], query[3])).isFalse();
    }

    @Test
    void whatServesChangesWhenTheCodeIsInPlace() throws InterruptedException {
        create("f");
        CountDownLatch ready = new CountDownLatch(1);
        hold(ready);
        SdkBytes zip = SdkBytes.fromByteArray(TestingZip.of("handler.py", "new"));
        UpdateFunctionCodeResponse updated = control.call(
                UpdateFunctionCodeResponse.class, codeUpdate().zipFile(zip).build());
        assertThat(updated.state()).isEqualTo(State.ACTIVE);
        assertThat(updated.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
        assertThat(updated.lastUpdateStatusReasonCodeAsString()).isEqualTo("Creating");
        Function meanwhile = control.function("f").orElseThrow();
        assertThat(meanwhile.serving().orElseThrow().program().code().size().bytes())
                .isEqualTo(ZIP.asByteArray().length);
        assertThatThrownBy(() -> control.call(
                        UpdateFunctionCodeResponse.class, codeUpdate().build()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT))
                .hasMessage("The operation cannot be performed at this time. An update is in progress for resource: "
                        + "arn:aws:lambda:us-east-1:000000000000:function:f");
        ready.countDown();
        Function after = control.awaitFinished("f");
        assertThat(after.serving().orElseThrow().program().code())
                .isEqualTo(after.configuration().program().code());
        assertThat(after.update().name()).isEqualTo(UpdateStatus.Name.SUCCESSFUL);
    }

    @Test
    void aPendingFunctionCantBeUpdatedButDeleted() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        hold(ready);
        control.call(CreateFunctionResponse.class, creation("f").build());
        assertThatThrownBy(() -> control.call(
                        UpdateFunctionCodeResponse.class, codeUpdate().build()))
                .hasMessage("The operation cannot be performed at this time. The function is currently in the "
                        + "following state: Pending");
        delete("f");
        control.call(CreateFunctionResponse.class, creation("f").memorySize(256).build());
        ready.countDown();
        Function made = control.awaitFinished("f");
        assertThat(made.serving().orElseThrow().memory().toMebibytes()).isEqualTo(256);
    }

    @Test
    void codeThatCantBeUsedFails() {
        control.prepareWith(_ -> {
            throw new ServiceException(ErrorCode.INVALID_ZIP_FILE, "no good");
        });
        control.call(CreateFunctionResponse.class, creation("f").build());
        Function failed = control.awaitFinished("f");
        assertThat(failed.state().name()).isEqualTo(FunctionState.Name.FAILED);
        assertThat(failed.state().reason()).contains("no good");
        assertThat(failed.serving()).isEmpty();

        control.prepareWith(_ -> {});
        control.call(UpdateFunctionCodeResponse.class, codeUpdate().build());
        Function active = control.awaitFinished("f");
        assertThat(active.state()).isEqualTo(FunctionState.ACTIVE);

        control.prepareWith(_ -> {
            throw new IllegalStateException("a bug");
        });
        control.call(UpdateFunctionCodeResponse.class, codeUpdate().build());
        Function kept = control.awaitFinished("f");
        assertThat(kept.state()).isEqualTo(FunctionState.ACTIVE);
        assertThat(kept.update().name()).isEqualTo(UpdateStatus.Name.FAILED);
        assertThat(kept.serving()).isEqualTo(active.serving());
    }

    @Test
    void theNextLifeGoesOn() throws InterruptedException {
        hold(new CountDownLatch(1));
        control.call(CreateFunctionResponse.class, creation("f").build());
        control.prepareWith(_ -> {});
        control.restart();
        assertThat(control.awaitFinished("f").state()).isEqualTo(FunctionState.ACTIVE);
    }

    @Test
    void changesOnlyWhatIsSaid() {
        control.call(
                CreateFunctionResponse.class,
                creation("f")
                        .description("before")
                        .environment(e -> e.variables(Map.of("AA", "1")))
                        .tracingConfig(t -> t.mode("Active"))
                        .build());
        control.awaitFinished("f");
        control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .memorySize(512)
                        .loggingConfig(l -> l.logGroup("/other"))
                        .build());
        Function first = control.awaitFinished("f");
        assertThat(first.configuration().description()).isEqualTo("before");
        assertThat(first.configuration().environment()).containsEntry("AA", "1");
        assertThat(first.serving().orElseThrow().memory().toMebibytes()).isEqualTo(512);
        assertThat(first.serving().orElseThrow().logGroup()).isEqualTo("/other");
        control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .environment(e -> e.variables(Map.of()))
                        .build());
        Function second = control.awaitFinished("f");
        assertThat(second.configuration().environment()).isEmpty();
        assertThat(get("f").configuration().tracingConfig().modeAsString()).isEqualTo("Active");
        assertThat(get("f").configuration().memorySize()).isEqualTo(512);
    }

    @Test
    void aDryRunChangesNothing() {
        Function before = create("f");
        SdkBytes zip = SdkBytes.fromByteArray(TestingZip.of("handler.py", "something else"));
        UpdateFunctionCodeResponse response = control.call(
                UpdateFunctionCodeResponse.class,
                codeUpdate().zipFile(zip).dryRun(true).build());
        assertThat(response.codeSize()).isEqualTo(zip.asByteArray().length);
        assertThat(control.function("f")).contains(before);
    }

    @Test
    void aRevisionThatIsNotTheLatestIsRefused() {
        Function before = create("f");
        assertThatThrownBy(() -> control.call(
                        UpdateFunctionCodeResponse.class,
                        codeUpdate().revisionId("other").build()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED))
                .hasMessage("The Revision Id provided does not match the latest Revision Id. Call the "
                        + "GetFunction/GetAlias API to retrieve the latest Revision Id");
        control.call(
                UpdateFunctionCodeResponse.class,
                codeUpdate().revisionId(before.revisionId()).build());
        assertThat(control.awaitFinished("f").revisionId()).isNotEqualTo(before.revisionId());
    }

    @Test
    void deletesByTheRules() {
        create("f");
        assertThatThrownBy(() -> delete("f:$LATEST"))
                .hasMessage("$LATEST version cannot be deleted without deleting the function.");
        assertThatThrownBy(() -> delete("f:alias")).hasMessage("Deletion of aliases is not currently supported.");
        delete("f:7");
        delete("f");
        assertThatThrownBy(() -> delete("f"))
                .hasMessage("Function not found: arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThatThrownBy(() -> get("f"))
                .hasMessage("Function not found: arn:aws:lambda:us-east-1:000000000000:function:f");
    }

    @Test
    void packagesThatNobodyUsesAreSwept() throws IOException {
        create("f");
        create("g");
        delete("g");
        control.call(
                UpdateFunctionCodeResponse.class,
                codeUpdate()
                        .zipFile(SdkBytes.fromByteArray(TestingZip.of("handler.py", "newer")))
                        .build());
        control.awaitFinished("f");
        control.seconds.addAndGet(4000);
        assertThat(control.plane.sweepPackages()).isEqualTo(1);
        assertThat(control.plane.sweepPackages()).isZero();
    }

    private Function create(String name) {
        control.call(CreateFunctionResponse.class, creation(name).build());
        return control.awaitFinished(name);
    }

    private GetFunctionResponse get(String name) {
        return control.call(
                GetFunctionResponse.class,
                GetFunctionRequest.builder().functionName(name).build());
    }

    private void delete(String name) {
        DeleteFunctionResponse response = control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName(name).build());
        assertThat(response.statusCode()).isEqualTo(204);
    }

    private static UpdateFunctionCodeRequest.Builder codeUpdate() {
        return UpdateFunctionCodeRequest.builder().functionName("f").zipFile(ZIP);
    }

    private void hold(CountDownLatch until) {
        control.prepareWith(_ -> {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        });
    }
}
