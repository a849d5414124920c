package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** What becomes of asynchronous events: put, changed in part, shown, listed, deleted, refused. */
final class InvokeConfigsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
        control.call(CreateFunctionResponse.class, creation("f").build());
        control.awaitFinished("f");
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void putReplacesAndUpdateChangesInPart() {
        PutFunctionEventInvokeConfigResponse put =
                put(r -> r.maximumRetryAttempts(1).destinationConfig(d -> d.onFailure(f -> f.destination(QUEUE))));
        assertThat(put.functionArn()).isEqualTo(ARN + ":$LATEST");
        assertThat(put.maximumEventAgeInSeconds()).isNull();
        assertThat(put.destinationConfig().onFailure().destination()).isEqualTo(QUEUE);
        assertThat(put.destinationConfig().onSuccess().destination()).isNull();
        assertThat(put.lastModified()).isEqualTo(Instant.ofEpochSecond(1_800_000_000, 5_000_000));
        control.seconds.incrementAndGet();
        UpdateFunctionEventInvokeConfigResponse updated = control.call(
                UpdateFunctionEventInvokeConfigResponse.class,
                UpdateFunctionEventInvokeConfigRequest.builder()
                        .functionName("f")
                        .maximumEventAgeInSeconds(60)
                        .destinationConfig(d -> d.onFailure(f -> f.destination("")))
                        .build());
        assertThat(updated.maximumRetryAttempts()).isEqualTo(1);
        assertThat(updated.maximumEventAgeInSeconds()).isEqualTo(60);
        assertThat(updated.destinationConfig().onFailure().destination()).isNull();
        assertThat(updated.lastModified()).isAfter(put.lastModified());
        put(r -> r.maximumRetryAttempts(0));
        assertThat(get("$LATEST").maximumEventAgeInSeconds()).isNull();
        assertThat(get("$LATEST").maximumRetryAttempts()).isZero();
    }

    @Test
    void eachQualifierHasItsOwnWhichGoesWithIt() {
        control.call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .functionVersion("$LATEST")
                        .build());
        put(r -> r.maximumRetryAttempts(1));
        put(r -> r.qualifier("live").maximumRetryAttempts(2));
        ListFunctionEventInvokeConfigsResponse first = list(r -> r.maxItems(1));
        assertThat(first.functionEventInvokeConfigs())
                .extracting(FunctionEventInvokeConfig::functionArn)
                .containsExactly(ARN + ":$LATEST");
        ListFunctionEventInvokeConfigsResponse second = list(r -> r.marker(first.nextMarker()));
        assertThat(second.functionEventInvokeConfigs())
                .extracting(FunctionEventInvokeConfig::functionArn)
                .containsExactly(ARN + ":live");
        assertThat(second.nextMarker()).isNull();
        control.call(
                DeleteAliasResponse.class,
                DeleteAliasRequest.builder().functionName("f").name("live").build());
        assertThat(list(r -> {}).functionEventInvokeConfigs()).hasSize(1);
        delete();
        missing(this::delete, "The function " + ARN + ":$LATEST doesn't have an EventInvokeConfig");
        missing(() -> get("$LATEST"), "The function " + ARN + ":$LATEST doesn't have an EventInvokeConfig");
    }

    @Test
    void whatLambdaRefuses() {
        refused(ErrorCode.VALIDATION, r -> r.maximumRetryAttempts(3), "at 'maximumRetryAttempts'");
        refused(ErrorCode.VALIDATION, r -> r.maximumEventAgeInSeconds(59), "at 'maximumEventAgeInSeconds'");
        refused(ErrorCode.VALIDATION, r -> r.maximumEventAgeInSeconds(21_601), "at 'maximumEventAgeInSeconds'");
        refused(
                ErrorCode.VALIDATION,
                r -> r.destinationConfig(d -> d.onSuccess(s -> s.destination("somewhere"))),
                "Value 'somewhere' at 'destinationConfig.onSuccess.destination'");
        refused(ErrorCode.VALIDATION, r -> r.functionName("not a name"), "Value 'not a name' at 'functionName'");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                r -> {},
                "You must specify at least one of error handling or destination setting.");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                r -> r.destinationConfig(d -> d.onSuccess(s -> s.destination(ARN))),
                "You can't specify the function as a destination for itself.");
        for (String bad : List.of(ARN + "-none", QUEUE + ".fifo")) {
            refused(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    r -> r.destinationConfig(d -> d.onSuccess(s -> s.destination(bad))),
                    "The destination ARN " + bad + " is invalid.");
        }
        for (String bad : List.of("arn:aws:s3:::b", "kafka://topic", "arn:aws:ec2:::x")) {
            refused(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    r -> r.destinationConfig(d -> d.onSuccess(s -> s.destination(bad))),
                    "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=" + bad
                            + "), onFailure=null) is invalid.");
        }
        put(r -> r.destinationConfig(d -> d.onFailure(s -> s.destination("arn:aws:s3:::b"))));
        missing(() -> put(r -> r.qualifier("7").maximumRetryAttempts(1)), "The function doesn't exist.");
        missing(() -> put(r -> r.functionName("g").maximumRetryAttempts(1)), "The function doesn't exist.");
    }

    private static void missing(ThrowingCallable call, String message) {
        TestingControlPlane.refused(ErrorCode.RESOURCE_NOT_FOUND, call, message);
    }

    /** It is the function that tells the other one, not who configures it. */
    @Test
    void theRoleOfTheFunctionMustLetItInvokeADestination() {
        String other = "arn:aws:lambda:us-east-1:000000000000:function:g";
        control.call(CreateFunctionResponse.class, creation("g").build());
        control.awaitFinished("g");
        Consumer<PutFunctionEventInvokeConfigRequest.Builder> toOther =
                r -> r.destinationConfig(d -> d.onFailure(f -> f.destination(other)));
        put(toOther); // no policy says what a role may do that is not here
        control.iam("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
                 "Action":"sts:AssumeRole"}]}""");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                toOther,
                "The function's execution role does not have permissions to call InvokeFunction on " + other);
        control.iam("PutRolePolicy", "RoleName", "r", "PolicyName", "p", "PolicyDocument", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:InvokeFunction",
                 "Resource":"%s",
                 "Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r"}}}]}""".formatted(other));
        put(toOther);
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                r -> r.destinationConfig(d -> d.onFailure(f -> f.destination(other + "x"))),
                "The destination ARN " + other + "x is invalid.");
    }

    private void refused(
            ErrorCode code, Consumer<PutFunctionEventInvokeConfigRequest.Builder> request, String message) {
        TestingControlPlane.refused(code, () -> put(request), message);
    }

    private PutFunctionEventInvokeConfigResponse put(Consumer<PutFunctionEventInvokeConfigRequest.Builder> request) {
        var builder = PutFunctionEventInvokeConfigRequest.builder().functionName("f");
        request.accept(builder);
        return control.call(PutFunctionEventInvokeConfigResponse.class, builder.build());
    }

    private GetFunctionEventInvokeConfigResponse get(String qualifier) {
        return control.call(
                GetFunctionEventInvokeConfigResponse.class,
                GetFunctionEventInvokeConfigRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .build());
    }

    private ListFunctionEventInvokeConfigsResponse list(
            Consumer<ListFunctionEventInvokeConfigsRequest.Builder> request) {
        var builder = ListFunctionEventInvokeConfigsRequest.builder().functionName("f");
        request.accept(builder);
        return control.call(ListFunctionEventInvokeConfigsResponse.class, builder.build());
    }

    private void delete() {
        control.call(
                DeleteFunctionEventInvokeConfigResponse.class,
                DeleteFunctionEventInvokeConfigRequest.builder()
                        .functionName("f")
                        .build());
    }
}
