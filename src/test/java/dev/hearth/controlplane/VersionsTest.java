package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Versions, which don't change, and aliases, which move between them. */
class VersionsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private Function create() {
        control.call(
                CreateFunctionResponse.class, creation("f").description("first").build());
        return control.awaitFinished("f");
    }

    private void describe(String description) {
        control.call(
                UpdateFunctionConfigurationResponse.class,
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .description(description)
                        .build());
        control.awaitFinished("f");
    }

    private PublishVersionResponse publish() {
        return control.call(
                PublishVersionResponse.class,
                PublishVersionRequest.builder().functionName("f").build());
    }

    private GetFunctionConfigurationResponse get(String qualifier) {
        return control.call(
                GetFunctionConfigurationResponse.class,
                GetFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .build());
    }

    private static ServiceException refusal(Runnable call) {
        return catchThrowableOfType(ServiceException.class, call::run);
    }

    private void alias(String name, String version) {
        control.call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name(name)
                        .functionVersion(version)
                        .build());
    }

    @Test
    void aVersionStaysAsItWas() {
        create();
        PublishVersionResponse first = publish();
        assertThat(first.version()).isEqualTo("1");
        assertThat(first.functionArn()).isEqualTo(ARN + ":1");
        assertThat(first.state()).isEqualTo(State.ACTIVE);
        assertThat(publish()).as("nothing has changed since").isEqualTo(first);

        describe("second");
        PublishVersionResponse second = control.call(
                PublishVersionResponse.class,
                PublishVersionRequest.builder()
                        .functionName("f")
                        .description("released")
                        .build());
        assertThat(second.version()).isEqualTo("2");
        assertThat(second.description()).isEqualTo("released");
        assertThat(publish().version())
                .as("only the version was described anew")
                .isEqualTo("2");
        assertThat(get("1").description()).isEqualTo("first");
        assertThat(get("1").revisionId()).isEqualTo(first.revisionId());
        assertThat(get("$LATEST").description()).isEqualTo("second");
        assertThat(refusal(() -> get("3")))
                .returns(ErrorCode.RESOURCE_NOT_FOUND, ServiceException::code)
                .hasMessage("Function not found: " + ARN + ":3");
    }

    @Test
    void numbersAreNeverUsedTwice() {
        create();
        publish();
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").qualifier("1").build());
        assertThat(refusal(() -> get("1")).code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
        assertThat(publish().version()).isEqualTo("2");
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
        create();
        assertThat(publish().version()).as("another function").isEqualTo("1");
    }

    @Test
    void publishesOnlyWhatTheCallerHasSeen() {
        Function function = create();
        assertThat(refusal(() -> control.call(
                        PublishVersionResponse.class,
                        PublishVersionRequest.builder()
                                .functionName("f")
                                .revisionId("other")
                                .build())))
                .returns(ErrorCode.PRECONDITION_FAILED, ServiceException::code);
        assertThat(refusal(() -> control.call(
                        PublishVersionResponse.class,
                        PublishVersionRequest.builder()
                                .functionName("f")
                                .codeSha256("AAAA")
                                .build())))
                .returns(ErrorCode.INVALID_PARAMETER_VALUE, ServiceException::code)
                .hasMessageContaining("is different from current CodeSHA256 in $LATEST");
        assertThat(control.call(
                                PublishVersionResponse.class,
                                PublishVersionRequest.builder()
                                        .functionName("f")
                                        .revisionId(function.revisionId())
                                        .build())
                        .version())
                .isEqualTo("1");
    }

    @Test
    void whatIsPublishedOnItsWayBecomesActiveWithItsFunction() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        control.prepareWith(function -> await(ready));
        CreateFunctionResponse created = control.call(
                CreateFunctionResponse.class, creation("f").publish(true).build());
        assertThat(created.version()).isEqualTo("1");
        assertThat(created.functionArn()).as("tools go on with it").isEqualTo(ARN);
        assertThat(get("1").state()).isEqualTo(State.PENDING);
        assertThat(get("1").revisionId())
                .isNotEqualTo(created.revisionId())
                .isNotEqualTo(get("$LATEST").revisionId());
        assertThat(refusal(this::publish).code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT);
        ready.countDown();
        control.awaitFinished("f");
        assertThat(get("1").state()).isEqualTo(State.ACTIVE);

        UpdateFunctionCodeResponse updated = control.call(
                UpdateFunctionCodeResponse.class,
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .zipFile(SdkBytes.fromByteArray(TestingZip.of("handler.py", "other")))
                        .publish(true)
                        .build());
        assertThat(updated.version()).isEqualTo("2");
        assertThat(updated.functionArn()).isEqualTo(ARN + ":2");
        control.awaitFinished("f");
        assertThat(get("2").state()).isEqualTo(State.ACTIVE);
        assertThat(get("2").codeSha256()).isNotEqualTo(get("1").codeSha256());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void listsVersionsInPages() {
        create();
        for (int i = 1; i <= 12; i++) {
            describe("number " + i);
            publish();
        }
        List<String> versions = new ArrayList<>();
        String marker = null;
        do {
            ListVersionsByFunctionResponse page = control.call(
                    ListVersionsByFunctionResponse.class,
                    ListVersionsByFunctionRequest.builder()
                            .functionName("f")
                            .maxItems(4)
                            .marker(marker)
                            .build());
            page.versions().stream().map(FunctionConfiguration::version).forEach(versions::add);
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(versions).containsExactly("$LATEST", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");

        control.call(CreateFunctionResponse.class, creation("e").build());
        List<String> all = new ArrayList<>();
        do {
            ListFunctionsResponse page = control.call(
                    ListFunctionsResponse.class,
                    ListFunctionsRequest.builder()
                            .functionVersion("ALL")
                            .maxItems(3)
                            .marker(marker)
                            .build());
            page.functions().forEach(function -> all.add(function.functionName() + ":" + function.version()));
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(all).hasSize(14).startsWith("e:$LATEST", "f:$LATEST", "f:1").endsWith("f:12");
    }

    @Test
    void anAliasMovesBetweenVersions() {
        create();
        publish();
        describe("second");
        publish();
        CreateAliasResponse created = control.call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .functionVersion("1")
                        .description("what callers see")
                        .build());
        assertThat(created.aliasArn()).isEqualTo(ARN + ":live");
        assertThat(created.routingConfig()).isNull();
        assertThat(get("live").description()).isEqualTo("first");
        assertThat(get("live").functionArn()).isEqualTo(ARN + ":live");
        assertThat(get("live").version()).isEqualTo("1");

        UpdateAliasResponse moved = control.call(
                UpdateAliasResponse.class,
                UpdateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .functionVersion("2")
                        .routingConfig(AliasRoutingConfiguration.builder()
                                .additionalVersionWeights(Map.of("1", 0.25))
                                .build())
                        .revisionId(created.revisionId())
                        .build());
        assertThat(moved.revisionId()).isNotEqualTo(created.revisionId());
        assertThat(moved.description()).isEqualTo("what callers see");
        assertThat(moved.routingConfig().additionalVersionWeights()).containsEntry("1", 0.25);
        assertThat(get("live").description()).isEqualTo("second");
        assertThat(refusal(() -> control.call(
                                UpdateAliasResponse.class,
                                UpdateAliasRequest.builder()
                                        .functionName("f")
                                        .name("live")
                                        .revisionId(created.revisionId())
                                        .build()))
                        .code())
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void aVersionIsKeptWhileAnAliasStandsForIt() {
        create();
        publish();
        alias("live", "1");
        DeleteFunctionRequest deletion =
                DeleteFunctionRequest.builder().functionName("f").qualifier("1").build();
        assertThat(refusal(() -> control.call(DeleteFunctionResponse.class, deletion)))
                .returns(ErrorCode.RESOURCE_CONFLICT, ServiceException::code)
                .hasMessage("Unable to delete version because the following aliases reference it: [live]");
        DeleteAliasRequest away =
                DeleteAliasRequest.builder().functionName("f").name("live").build();
        control.call(DeleteAliasResponse.class, away);
        control.call(DeleteAliasResponse.class, away);
        control.call(DeleteFunctionResponse.class, deletion);
        assertThat(refusal(() -> control.call(
                        GetAliasResponse.class,
                        GetAliasRequest.builder().functionName("f").name("live").build())))
                .hasMessage("Cannot find alias arn: " + ARN + ":live");
    }

    @Test
    void listsAliases() {
        create();
        publish();
        describe("second");
        publish();
        alias("a", "1");
        alias("b", "2");
        alias("c", "1");
        assertThat(aliases(ListAliasesRequest.builder().functionName("f"))).containsExactly("a", "b", "c");
        assertThat(aliases(ListAliasesRequest.builder().functionName("f").functionVersion("1")))
                .containsExactly("a", "c");
        assertThat(aliases(ListAliasesRequest.builder().functionName("f").maxItems(2)))
                .containsExactly("a", "b");
    }

    private List<String> aliases(ListAliasesRequest.Builder request) {
        return control.call(ListAliasesResponse.class, request.build()).aliases().stream()
                .map(AliasConfiguration::name)
                .toList();
    }

    @Test
    void refusesAliasesThatMakeNoSense() {
        create();
        publish();
        alias("live", "1");
        refuses(a -> {}, ErrorCode.RESOURCE_CONFLICT, "Alias already exists: " + ARN + ":live");
        refuses(a -> a.name("12"), ErrorCode.VALIDATION, "Member must satisfy regular expression pattern");
        refuses(
                a -> a.name("x").functionVersion("2"),
                ErrorCode.RESOURCE_NOT_FOUND,
                "Function not found: " + ARN + ":2");
        refuses(a -> a.name("x").functionVersion("live"), ErrorCode.VALIDATION, "functionVersion");
        refuses(a -> a.name("x").routingConfig(weights(Map.of("2", 0.5))), ErrorCode.RESOURCE_NOT_FOUND, ARN + ":2");
        refuses(
                a -> a.name("x").functionVersion("$LATEST").routingConfig(weights(Map.of("1", 0.5))),
                ErrorCode.INVALID_PARAMETER_VALUE,
                "$LATEST is not supported for an alias pointing to more than 1 version");
        for (Map.Entry<String, Double> weight :
                Map.of("2", 1.5, "3", -0.1, "4", Double.NaN).entrySet()) {
            refuses(
                    a -> a.name("x").routingConfig(weights(Map.ofEntries(weight))),
                    ErrorCode.VALIDATION,
                    "1 validation error detected: Value '{" + weight.getKey() + "=" + weight.getValue() + "}' at "
                            + "'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must "
                            + "satisfy constraint: [Member must have value less than or equal to 1.0, Member must have "
                            + "value greater than or equal to 0.0, Member must not be null]");
        }
        refuses(
                a -> a.name("x").routingConfig(weights(Collections.singletonMap("2", null))),
                ErrorCode.VALIDATION,
                "Value '{2=null}' at 'routingConfig.additionalVersionWeights'");
        refuses(
                a -> a.name("x").routingConfig(weights(Map.of("$LATEST", 0.5))),
                ErrorCode.VALIDATION,
                "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed "
                        + "to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than "
                        + "or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy "
                        + "regular expression pattern: [0-9]+]");
        refuses(
                a -> a.name("x").routingConfig(weights(Map.of("2", 0.5, "3", 0.1))),
                ErrorCode.INVALID_PARAMETER_VALUE,
                "cannot be greater than 1");
    }

    private static AliasRoutingConfiguration weights(Map<String, Double> weights) {
        return AliasRoutingConfiguration.builder()
                .additionalVersionWeights(weights)
                .build();
    }

    private void refuses(
            java.util.function.Consumer<CreateAliasRequest.Builder> change, ErrorCode code, String message) {
        CreateAliasRequest.Builder request =
                CreateAliasRequest.builder().functionName("f").name("live").functionVersion("1");
        change.accept(request);
        assertThat(refusal(() -> control.call(CreateAliasResponse.class, request.build())))
                .returns(code, ServiceException::code)
                .hasMessageContaining(message);
    }
}
