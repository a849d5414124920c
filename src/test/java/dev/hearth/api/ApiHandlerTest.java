package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.api.TestingExchange.Reply;
import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.auth.SignedHead;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.dataplane.frontend.Frontend.Answer;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.Frontend.InvocationType;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.AccountId;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.Quotas;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;

final class ApiHandlerTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final String INVOKE = "/2015-03-31/functions/f/invocations";
    private static final String STREAM = "/2021-11-15/functions/f/response-streaming-invocations";

    private static final long HEAP = 512L * 1024 * 1024;

    private final List<Call> calls = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private String service = "lambda";
    private boolean serving = true;
    private Optional<RuntimeException> failure = Optional.empty();
    private Answer answer = new Answer(
            200, "$LATEST", "root=1", Optional.of(new InvocationResult(bytes("{}"), Optional.empty(), bytes("tail"))));

    private final ApiHandler handler = new ApiHandler(
            this::authenticate,
            new BodyAdmission(this::authenticate, HEAP, PayloadMemory.ofHeap(HEAP), Duration.ofMillis(50)),
            new TestingFrontend(call -> {
                calls.add(call);
                failure.ifPresent(error -> {
                    throw error;
                });
                return answer;
            }),
            List.of(new Operation<>(
                    "GetFunctionConfiguration",
                    "GET",
                    "/2015-03-31/functions/{FunctionName}/configuration",
                    200,
                    "lambda:GetFunctionConfiguration",
                    1024,
                    GetFunctionConfigurationRequest.class,
                    () -> (SdkPojo) GetFunctionConfigurationRequest.builder(),
                    (account, request) -> {
                        failure.ifPresent(error -> {
                            throw error;
                        });
                        asked.add(account + " " + request.functionName() + " " + request.qualifier());
                        return GetFunctionConfigurationResponse.builder()
                                .functionName(request.functionName())
                                .build();
                    })),
            new ApiHandler.Services(
                    () -> serving,
                    (request, response) -> response.status(200).send(bytes("zip")),
                    (request, response) -> response.status(200).send(bytes("figures")),
                    (caller, operation, input) -> JsonObject.builder()
                            .put("operation", operation)
                            .put("input", input)
                            .build(),
                    Map.of("sts", Guards.sts()::answer),
                    (request, response) -> response.status(200).send(bytes("bucket")),
                    new Forwarder(ForwardTable.NONE, Time.SYSTEM)),
            Guards.open("us-east-1"),
            Ids.secure());

    private Authenticated authenticate(SignedHead head, byte[] body) {
        if (!head.headers("x-stranger").isEmpty()) {
            throw new ServiceException(ErrorCode.UNRECOGNIZED_CLIENT, "The security token is invalid.");
        }
        return new Authenticated(Caller.root(ACCOUNT, "AKIA"), service);
    }

    @Test
    void givesToS3WhatIsSignedForS3() throws IOException {
        String credential = "AKIA/20260304/eu-central-1/s3/aws4_request";
        for (String path : List.of("/2015-03-31/functions/f/invocations", "/health", "/", "/_hearth/x")) {
            Reply signed = send(new TestingExchange("POST", path)
                    .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host"));
            assertThat(signed.text()).isEqualTo("bucket");
            Reply presigned = send(new TestingExchange("GET", path)
                    .query("X-Amz-Credential=" + credential.replace("/", "%2F") + "&X-Amz-Signature=0"));
            assertThat(presigned.text()).isEqualTo("bucket");
        }
    }

    @Test
    void invokesWithAllThatTheCallerSaid() throws IOException {
        Reply reply = send(new TestingExchange("POST", "/2015-03-31/functions/arn%3Aaws%3Alambda:f/invocations/")
                .query("Qualifier=%24LATEST")
                .header("X-Amz-Invocation-Type", "RequestResponse")
                .header("X-Amz-Log-Type", "Tail")
                .header("X-Amz-Client-Context", "eyJhIjoxfQ==")
                .header("X-Amzn-Trace-Id", "Root=2")
                .header("X-Amz-Tenant-Id", "t")
                .body("{\"k\":1}"));
        Call call = calls.getFirst();
        assertThat(call.account()).isEqualTo(ACCOUNT);
        assertThat(call.function()).isEqualTo("arn:aws:lambda:f");
        assertThat(call.qualifier()).contains("$LATEST");
        assertThat(call.type()).isEqualTo(InvocationType.REQUEST_RESPONSE);
        assertThat(call.payload()).isEqualTo(bytes("{\"k\":1}"));
        assertThat(call.clientContext()).contains("eyJhIjoxfQ==");
        assertThat(call.traceHeader()).contains("Root=2");
        assertThat(call.tenantId()).contains("t");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{}");
        assertThat(reply.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-amz-executed-version", "$LATEST")
                .containsEntry("x-amz-log-result", "dGFpbA==")
                .containsEntry("x-amzn-trace-id", "root=1")
                .containsEntry("x-amzn-requestid", call.requestId())
                .doesNotContainKey("x-amz-function-error");
    }

    @Test
    void tellsOfAFunctionsError() throws IOException {
        answer = new Answer(
                200, "1", "", Optional.of(new InvocationResult(bytes("{}"), Optional.of("Unhandled"), bytes(""))));
        Reply reply = send(new TestingExchange("POST", INVOKE));
        assertThat(reply.headers()).containsEntry("x-amz-function-error", "Unhandled");
        assertThat(reply.headers()).doesNotContainKey("x-amz-log-result");
    }

    @Test
    void answersADryRunWithNothing() throws IOException {
        answer = new Answer(204, "$LATEST", "", Optional.empty());
        Reply reply = send(new TestingExchange("POST", INVOKE).header("X-Amz-Invocation-Type", "DryRun"));
        assertThat(calls.getFirst().type()).isEqualTo(InvocationType.DRY_RUN);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.text()).isEmpty();
    }

    @Test
    void streamsWithAllThatTheCallerSaid() throws IOException {
        Reply reply = send(new TestingExchange("POST", STREAM)
                .query("Qualifier=1")
                .header("X-Amz-Log-Type", "Tail")
                .header("X-Amzn-Trace-Id", "Root=2")
                .body("{\"k\":1}"));
        Call call = calls.getFirst();
        assertThat(call.function()).isEqualTo("f");
        assertThat(call.qualifier()).contains("1");
        assertThat(call.type()).isEqualTo(InvocationType.REQUEST_RESPONSE);
        assertThat(call.payload()).isEqualTo(bytes("{\"k\":1}"));
        assertThat(call.traceHeader()).contains("Root=2");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("content-type", "application/vnd.amazon.eventstream")
                .containsEntry("x-amz-executed-version", "$LATEST")
                .containsEntry("x-amzn-trace-id", "root=1")
                .containsEntry("x-amzn-requestid", call.requestId());
        assertThat(reply.text())
                .containsSubsequence("PayloadChunk", "{}", "InvokeComplete", "{\"LogResult\":\"dGFpbA==\"}");
    }

    @Test
    void refusesWrongStreamsAsInvocations() throws IOException {
        assertError(
                new TestingExchange("POST", STREAM).header("X-Amz-Invocation-Type", "Event"),
                400,
                "ValidationException",
                "{\"message\":\"1 validation error detected: Value 'Event' at 'invocationType' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [RequestResponse, DryRun]\"}");
        assertThat(calls).isEmpty();
        failure = Optional.of(new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "gone"));
        assertError(
                new TestingExchange("POST", STREAM),
                404,
                "ResourceNotFoundException",
                "{\"Type\":\"User\",\"Message\":\"gone\"}");
        failure = Optional.empty();
        answer = new Answer(204, "$LATEST", "", Optional.empty());
        Reply dry = send(new TestingExchange("POST", STREAM).header("X-Amz-Invocation-Type", "DryRun"));
        assertThat(dry.status()).isEqualTo(204);
        assertThat(dry.text()).isEmpty();
    }

    @Test
    void countsAllThatIsWrongWithAnInvocation() throws IOException {
        assertError(
                new TestingExchange("POST", "/2015-03-31/functions/f!/invocations")
                        .query("Qualifier=a%20b")
                        .header("X-Amz-Log-Type", "Head")
                        .header("X-Amz-Tenant-Id", "a,b"),
                400,
                "ValidationException",
                "{\"message\":\"4 validation errors detected: Value 'Head' at 'logType' failed to satisfy constraint:"
                        + " Member must satisfy enum value set: [None, Tail]; Value 'a,b' at 'tenantId' failed to"
                        + " satisfy constraint: Member must satisfy regular expression pattern:"
                        + " [a-zA-Z0-9\\\\._:\\\\/=+\\\\-@ ]+; Value 'a b' at 'qualifier' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern:"
                        + " \\\\$(LATEST(\\\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+; Value 'f!' at 'functionName' failed to"
                        + " satisfy constraint: Member must satisfy regular expression pattern:"
                        + " (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\\\d{1}:)?"
                        + "(\\\\d{12}:)?(function:)?([a-zA-Z0-9-_\\\\.]+)"
                        + "(:(\\\\$LATEST(\\\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?\"}");
        assertError(
                new TestingExchange("POST", STREAM).header("X-Amz-Tenant-Id", "t".repeat(257)),
                400,
                "ValidationException",
                "{\"message\":\"1 validation error detected: Value '" + "t".repeat(257) + "' at 'tenantId' failed to"
                        + " satisfy constraint: Member must have length less than or equal to 256\"}");
        assertThat(calls).isEmpty();
    }

    @Test
    void refusesWrongInvocations() throws IOException {
        assertError(
                new TestingExchange("POST", INVOKE).header("X-Amz-Durable-Execution-Name", "n"),
                400,
                "InvalidParameterValueException",
                "{\"Type\":\"User\",\"message\":"
                        + "\"DurableExecutionName is for durable functions, and Hearth has none.\"}");
        assertError(
                new TestingExchange("POST", INVOKE).header("X-Amz-Invocation-Type", "Later"),
                400,
                "ValidationException",
                "{\"message\":\"1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]\"}");
        assertError(
                new TestingExchange("POST", INVOKE).body("x".repeat(Quotas.SYNCHRONOUS_EVENT_BYTES + 1)),
                413,
                "RequestEntityTooLargeException",
                "{\"message\":\"Request must be smaller than 6291456 bytes for the InvokeFunction" + " operation\"}");
    }

    @Test
    void saysWhichLimitItIs() throws IOException {
        failure = Optional.of(ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS));
        Reply reply = send(new TestingExchange("POST", INVOKE));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.headers())
                .doesNotContainKey("retry-after")
                .containsEntry("x-amzn-errortype", "TooManyRequestsException");
        assertThat(reply.text())
                .isEqualTo("{\"Reason\":\"ConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate"
                        + " Exceeded.\"}");
    }

    @Test
    void runsOperations() throws IOException {
        Reply reply = send(new TestingExchange("GET", "/2015-03-31/functions/a%3Ab/configuration")
                .query("Qualifier=%24LATEST&Other"));
        assertThat(asked).containsExactly("000000000000 a:b $LATEST");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{\"FunctionName\":\"a:b\"}");
    }

    @Test
    void writesErrorsAsTheModelSpellsThem() throws IOException {
        TestingExchange request = new TestingExchange("GET", "/2015-03-31/functions/f/configuration");
        failure = Optional.of(new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "no"));
        assertError(request, 404, "ResourceNotFoundException", "{\"Type\":\"User\",\"Message\":\"no\"}");
        failure = Optional.of(new ServiceException(ErrorCode.RESOURCE_CONFLICT, "two"));
        assertError(request, 409, "ResourceConflictException", "{\"Type\":\"User\",\"message\":\"two\"}");
        failure = Optional.of(new ServiceException(ErrorCode.SERVICE, "broken"));
        assertError(request, 500, "ServiceException", "{\"Type\":\"Service\",\"Message\":\"broken\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /2015-03-31/nothing",
        "DELETE, /2015-03-31/functions/f/configuration",
        "GET, /2015-03-31/functions//configuration",
        "GET, /2015-03-31/functions/f/invocations",
        "POST, /2015-03-31/functions/f/g/invocations",
        "POST, //2015-03-31/functions/f/invocations",
        "PATCH, /2015-03-31/functions/f",
        "GET, /2099-01-01/functions/f"
    })
    void knowsNoOtherOperations(String method, String path) throws IOException {
        assertError(
                new TestingExchange(method, path),
                403,
                "AccessDeniedException",
                "{\"Message\":\"Unable to determine service/operation name to be authorized\"}");
        assertThat(calls).isEmpty();
    }

    @Test
    void writesARefusalWithoutWords() throws IOException {
        TestingExchange request = new TestingExchange("GET", "/2015-03-31/functions/f/configuration");
        failure = Optional.of(ServiceException.wordless(ErrorCode.ACCESS_DENIED));
        assertError(request, 403, "AccessDeniedException", "{\"Message\":null}");
    }

    @Test
    void refusesASignatureForAnotherService() throws IOException {
        service = "sts";
        assertError(
                new TestingExchange("POST", INVOKE),
                403,
                "InvalidSignatureException",
                "{\"message\":\"Credential should be scoped to correct service: 'lambda'.\"}");
        assertThat(calls).isEmpty();
    }

    @Test
    void saysWhoTheCallerIs() throws IOException {
        service = "sts";
        Reply reply = send(new TestingExchange("POST", "/").body("Action=GetCallerIdentity&Version=2011-06-15"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .contains("<Arn>arn:aws:iam::000000000000:root</Arn>")
                .contains("<Account>000000000000</Account>");
        Reply wrong = send(new TestingExchange("POST", "/").body("Action=Other&Version=2011-06-15"));
        assertThat(wrong.text()).contains("<Code>InvalidAction</Code>");
    }

    @Test
    void passesCallsOnToTheLogs() throws IOException {
        service = "logs";
        Reply reply = send(new TestingExchange("POST", "/")
                .header("X-Amz-Target", "Logs_20140328.GetLogEvents")
                .body("{\"logGroupName\":\"g\"}"));
        assertThat(reply.text()).isEqualTo("{\"operation\":\"GetLogEvents\",\"input\":{\"logGroupName\":\"g\"}}");
        assertError(
                new TestingExchange("POST", "/")
                        .header("X-Amz-Target", "Logs_20140328.X")
                        .body("{"),
                400,
                "SerializationException",
                null);
    }

    @Test
    void answersHealthAndLinksWithoutASignature() throws IOException {
        service = "none";
        assertThat(send(new TestingExchange("GET", "/health")).text()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(send(new TestingExchange("GET", "/_hearth/packages/abc")).text())
                .isEqualTo("zip");
        serving = false;
        Reply stopping = send(new TestingExchange("GET", "/health"));
        assertThat(stopping.status()).isEqualTo(503);
        assertThat(stopping.text()).isEqualTo("{\"status\":\"stopping\"}");
    }

    @Test
    void survivesBugs() throws IOException {
        failure = Optional.of(new IllegalStateException("a bug, thrown by a test"));
        assertError(
                new TestingExchange("POST", INVOKE),
                500,
                "ServiceException",
                "{\"Type\":\"Service\",\"Message\":\"An error occurred and the request cannot be processed.\"}");
    }

    private Reply send(TestingExchange exchange) throws IOException {
        return exchange.sendTo(handler);
    }

    private void assertError(TestingExchange exchange, int status, String type, @Nullable String body)
            throws IOException {
        Reply reply = send(exchange);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", type).containsKey("x-amzn-requestid");
        if (body != null) {
            assertThat(reply.text()).isEqualTo(body);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
