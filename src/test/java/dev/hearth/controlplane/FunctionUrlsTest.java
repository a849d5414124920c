package dev.hearth.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

final class FunctionUrlsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void create() throws IOException {
        control = new TestingControlPlane(folder);
        control.call(
                CreateFunctionResponse.class, TestingControlPlane.creation("f").build());
        control.awaitFinished("f");
        for (String alias : List.of("live", "beta")) {
            control.call(
                    CreateAliasResponse.class,
                    CreateAliasRequest.builder()
                            .functionName("f")
                            .name(alias)
                            .functionVersion("$LATEST")
                            .build());
        }
    }

    @AfterEach
    void close() {
        control.close();
    }

    private static CreateFunctionUrlConfigRequest.Builder creation(@Nullable String qualifier) {
        return CreateFunctionUrlConfigRequest.builder()
                .functionName("f")
                .qualifier(qualifier)
                .authType("NONE");
    }

    private CreateFunctionUrlConfigResponse make(@Nullable String qualifier) {
        return control.call(
                CreateFunctionUrlConfigResponse.class, creation(qualifier).build());
    }

    private GetFunctionUrlConfigResponse find(@Nullable String qualifier) {
        return control.call(
                GetFunctionUrlConfigResponse.class,
                GetFunctionUrlConfigRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .build());
    }

    @Test
    void aUrlsLife() {
        Cors cors = Cors.builder()
                .allowCredentials(false)
                .allowHeaders("x-a", "x-b")
                .allowMethods("GET")
                .allowOrigins("https://example.com")
                .exposeHeaders("x-c")
                .maxAge(0)
                .build();
        CreateFunctionUrlConfigResponse created = control.call(
                CreateFunctionUrlConfigResponse.class,
                creation(null).authType("AWS_IAM").cors(cors).build());
        assertThat(created.functionUrl()).matches("http://[a-z2-7]{32}\\.lambda-url\\.us-east-1\\.localhost:9000/");
        assertThat(created.functionArn()).isEqualTo(ARN);
        assertThat(created.cors()).isEqualTo(cors);
        assertThat(created.invokeMode()).as("what was not asked for").isNull();
        assertThat(created.creationTime()).isEqualTo("2027-01-15T08:00:00.005000Z");
        GetFunctionUrlConfigResponse got = find(null);
        assertThat(got.functionUrl()).isEqualTo(created.functionUrl());
        assertThat(got.cors()).isEqualTo(cors);
        assertThat(got.invokeMode()).isEqualTo(InvokeMode.BUFFERED);
        assertThat(got.authType()).isEqualTo(FunctionUrlAuthType.AWS_IAM);

        control.seconds.addAndGet(60);
        UpdateFunctionUrlConfigResponse mode = control.call(
                UpdateFunctionUrlConfigResponse.class,
                UpdateFunctionUrlConfigRequest.builder()
                        .functionName(ARN)
                        .invokeMode("RESPONSE_STREAM")
                        .build());
        assertThat(mode.cors()).isEqualTo(cors);
        assertThat(mode.authType()).isEqualTo(FunctionUrlAuthType.AWS_IAM);
        assertThat(mode.invokeMode()).isEqualTo(InvokeMode.RESPONSE_STREAM);
        assertThat(mode.functionUrl()).isEqualTo(created.functionUrl());
        assertThat(mode.creationTime()).isEqualTo(created.creationTime());
        assertThat(mode.lastModifiedTime()).isEqualTo("2027-01-15T08:01:00.005000Z");
        UpdateFunctionUrlConfigResponse open = control.call(
                UpdateFunctionUrlConfigResponse.class,
                UpdateFunctionUrlConfigRequest.builder()
                        .functionName("f")
                        .authType("NONE")
                        .cors(Cors.builder().build())
                        .build());
        assertThat(open.cors()).isNull();
        assertThat(open.authType()).isEqualTo(FunctionUrlAuthType.NONE);
        assertThat(open.invokeMode()).isEqualTo(InvokeMode.RESPONSE_STREAM);

        DeleteFunctionUrlConfigRequest deletion =
                DeleteFunctionUrlConfigRequest.builder().functionName("f").build();
        control.call(DeleteFunctionUrlConfigResponse.class, deletion);
        assertFails(
                () -> control.call(DeleteFunctionUrlConfigResponse.class, deletion),
                ErrorCode.RESOURCE_NOT_FOUND,
                "The resource you requested does not exist.");
        assertThat(make(null).functionUrl()).isNotEqualTo(created.functionUrl());
    }

    @Test
    void listsTheUrlsOfAFunctionPageByPage() {
        make(null);
        make("live");
        make("beta");
        List<String> found = new ArrayList<>();
        String marker = null;
        do {
            ListFunctionUrlConfigsResponse page = control.call(
                    ListFunctionUrlConfigsResponse.class,
                    ListFunctionUrlConfigsRequest.builder()
                            .functionName("f")
                            .maxItems(1)
                            .marker(marker)
                            .build());
            page.functionUrlConfigs().stream()
                    .map(FunctionUrlConfig::functionArn)
                    .forEach(found::add);
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(found).containsExactly(ARN, ARN + ":beta", ARN + ":live");
        assertFails(
                () -> control.call(
                        ListFunctionUrlConfigsResponse.class,
                        ListFunctionUrlConfigsRequest.builder()
                                .functionName("none")
                                .build()),
                ErrorCode.RESOURCE_NOT_FOUND,
                "Function does not exist");
    }

    @Test
    void oneForEachNameThatMoves() {
        make("live");
        assertFails(
                () -> make("live"),
                ErrorCode.RESOURCE_CONFLICT,
                "Failed to create function url config for [functionArn = " + ARN
                        + ":live]. Error message:  FunctionUrlConfig exists for this Lambda function");
        for (String qualifier : List.of("1", "$LATEST", "a b", "")) {
            assertThatThrownBy(() -> make(qualifier))
                    .as(qualifier)
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.VALIDATION));
        }
        for (String name : List.of("f:$LATEST", "f:1")) {
            assertThatThrownBy(() -> control.call(
                            CreateFunctionUrlConfigResponse.class,
                            creation(null).functionName(name).build()))
                    .hasMessageStartingWith("1 validation error detected: Value '" + name + "' at 'functionName'");
        }
        assertFails(() -> make("none"), ErrorCode.RESOURCE_NOT_FOUND, "Function does not exist");
        assertFails(() -> find("beta"), ErrorCode.RESOURCE_NOT_FOUND, "The resource you requested does not exist.");
    }

    @Test
    void goesWithItsAliasAndItsFunction() {
        make("live");
        make(null);
        control.call(
                DeleteAliasResponse.class,
                DeleteAliasRequest.builder().functionName("f").name("live").build());
        assertThatThrownBy(() -> find("live")).isInstanceOf(ServiceException.class);
        assertThat(find(null).functionArn()).isEqualTo(ARN);
        control.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
        assertThatThrownBy(() -> find(null)).isInstanceOf(ServiceException.class);
    }

    @Test
    void refusesWhatTheModelDoesNotAllow() {
        assertFails(
                () -> control.call(
                        CreateFunctionUrlConfigResponse.class,
                        creation(null).authType((String) null).build()),
                ErrorCode.VALIDATION,
                "1 validation error detected: Value null at 'authType' failed to satisfy constraint: Member must not be"
                        + " null");
        assertFails(
                () -> control.call(
                        CreateFunctionUrlConfigResponse.class,
                        creation(null)
                                .authType("OPEN")
                                .invokeMode("LATER")
                                .cors(Cors.builder()
                                        .allowMethods("OPTIONS")
                                        .maxAge(86_401)
                                        .build())
                                .build()),
                ErrorCode.VALIDATION,
                "4 validation errors detected: Value 'OPEN' at 'authType' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [NONE, AWS_IAM]; Value '[OPTIONS]' at 'cors.allowMethods' failed to"
                        + " satisfy constraint: Member must satisfy constraint: [Member must have length less than or"
                        + " equal to 6, Member must have length greater than or equal to 0, Member must satisfy regular"
                        + " expression pattern: .*, Member must not be null]; Value '86401' at 'cors.maxAge' failed to"
                        + " satisfy constraint: Member must have value less than or equal to 86400; Value 'LATER' at"
                        + " 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [RESPONSE_STREAM, BUFFERED]");
        for (Cors cors : List.of(
                Cors.builder().allowOrigins("").build(),
                Cors.builder().allowOrigins("x".repeat(254)).build(),
                Cors.builder().allowOrigins(Collections.nCopies(101, "a")).build(),
                Cors.builder().allowHeaders("x\r\ny: z").build(),
                Cors.builder().exposeHeaders("x".repeat(1025)).build(),
                Cors.builder().allowMethods(Collections.nCopies(7, "GET")).build(),
                Cors.builder().maxAge(-1).build())) {
            assertThatThrownBy(() -> control.call(
                            CreateFunctionUrlConfigResponse.class,
                            creation(null).cors(cors).build()))
                    .as(cors.toString())
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.VALIDATION));
        }
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        error -> assertThat(error.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
