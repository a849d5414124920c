package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.SignatureV4;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.RawClient;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.dataplane.frontend.Frontend.Answer;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.InvocationResult;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The SDK's client against the real server, with real signatures. */
final class WireTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final AccessKey KEY = new AccessKey("AKIATEST", "secret", ACCOUNT);

    private static final SignatureV4 SIGNATURES = new SignatureV4(
            (id, token) -> id.equals(KEY.id()) && token.isEmpty() ? Optional.of(KEY) : Optional.empty(),
            Time.SYSTEM,
            "eu-central-1");

    /** Room for one whole event that is signed, and 12 small ones. */
    private static final long HEAP = 48L * 1024 * 1024;

    private final HttpServer server = HttpServer.start(
            new HttpServerConfig(InetAddress.getLoopbackAddress(), 0),
            Time.SYSTEM,
            Duration.ofSeconds(1),
            new ApiHandler(
                    SIGNATURES,
                    new BodyAdmission(SIGNATURES, HEAP, PayloadMemory.ofHeap(HEAP), Duration.ofMillis(200)),
                    new TestingFrontend(call -> {
                        if (call.function().equals("none")) {
                            throw new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "Function not found: none");
                        }
                        return new Answer(
                                200,
                                call.qualifier().orElse("?"),
                                "",
                                Optional.of(new InvocationResult(
                                        call.payload(), Optional.empty(), bytes(call.function()))));
                    }),
                    List.of(new Operation<>(
                            "CreateFunction",
                            "POST",
                            "/2015-03-31/functions",
                            201,
                            "lambda:CreateFunction",
                            70_000_000,
                            CreateFunctionRequest.class,
                            () -> (SdkPojo) CreateFunctionRequest.builder(),
                            (account, request) -> CreateFunctionResponse.builder()
                                    .functionName(request.functionName())
                                    .codeSize((long) request.code().zipFile().asByteArrayUnsafe().length)
                                    .build())),
                    new ApiHandler.Services(
                            () -> true,
                            (request, response) -> {},
                            (request, response) -> response.send(new byte[0]),
                            (caller, operation, input) -> input,
                            Map.of(),
                            (request, response) -> {},
                            new Forwarder(ForwardTable.NONE, Time.SYSTEM)),
                    Guards.open("eu-central-1"),
                    Ids.secure()));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void invokes() {
        try (LambdaClient client = client(KEY.secret(), Region.EU_CENTRAL_1)) {
            String arn = "arn:aws:lambda:eu-central-1:000000000000:function:f";
            InvokeResponse response = client.invoke(request -> request.functionName(arn)
                    .qualifier("$LATEST")
                    .logType(LogType.TAIL)
                    .payload(SdkBytes.fromUtf8String("{\"é\":\"日本\"}")));
            assertThat(response.payload().asUtf8String()).isEqualTo("{\"é\":\"日本\"}");
            assertThat(response.executedVersion()).isEqualTo("$LATEST");
            assertThat(Base64.getDecoder().decode(response.logResult())).isEqualTo(bytes(arn));
        }
    }

    @Test
    void tellsErrorsInTheClientsOwnClasses() {
        try (LambdaClient client = client(KEY.secret(), Region.EU_CENTRAL_1)) {
            assertThatThrownBy(() -> client.invoke(request -> request.functionName("none")))
                    .isInstanceOfSatisfying(ResourceNotFoundException.class, e -> {
                        assertThat(e.type()).isEqualTo("User");
                        assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Function not found: none");
                        assertThat(e.requestId()).hasSize(36);
                    });
        }
        try (LambdaClient client = client("wrong", Region.EU_CENTRAL_1)) {
            assertThatThrownBy(() -> client.invoke(request -> request.functionName("f")))
                    .isInstanceOfSatisfying(
                            LambdaException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException"));
        }
        try (LambdaClient client = client(KEY.secret(), Region.US_WEST_2)) {
            assertThatThrownBy(() -> client.invoke(request -> request.functionName("f")))
                    .hasMessageStartingWith("Credential should be scoped to a valid region, not 'us-west-2'.");
        }
    }

    @Test
    void strangersFillNothing() throws IOException {
        byte[] sent = new byte[5 * 1024 * 1024];
        List<RawClient> strangers = new ArrayList<>();
        try (LambdaClient client = client(KEY.secret(), Region.EU_CENTRAL_1)) {
            for (int i = 0; i < 200; i++) {
                strangers.add(new RawClient(server.address())
                        .send(head(i % 2 == 0 ? "" : authorization("AKIASTRANGER"), 6 * 1024 * 1024)));
                strangers.getLast().send(sent);
            }
            byte[] event = bytes("\"" + "x".repeat(5_000_000) + "\"");
            assertThat(client.invoke(request -> request.functionName("f").payload(SdkBytes.fromByteArray(event)))
                            .payload()
                            .asByteArray())
                    .isEqualTo(event);
            for (int i = 0; i < strangers.size(); i++) {
                RawClient.Answer answer = strangers.get(i).read(); // though it still owes a megabyte
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.headers())
                        .containsEntry(
                                "x-amzn-errortype",
                                i % 2 == 0 ? "MissingAuthenticationTokenException" : "UnrecognizedClientException");
            }
        } finally {
            for (RawClient stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void whoFindsNoPlaceForABodyIsToldToComeAgain() throws IOException {
        try (RawClient slow = new RawClient(server.address());
                LambdaClient client = client(KEY.secret(), Region.EU_CENTRAL_1)) {
            slow.send(head(authorization(KEY.id()) + "Expect: 100-continue\r\n", 6 * 1024 * 1024));
            assertThat(slow.read().status()).isEqualTo(100); // it has the place, and sends nothing
            SdkBytes large = SdkBytes.fromUtf8String("\"" + "x".repeat(100_000) + "\"");
            assertThatThrownBy(() ->
                            client.invoke(request -> request.functionName("f").payload(large)))
                    .isInstanceOfSatisfying(TooManyRequestsException.class, e -> {
                        assertThat(e.reasonAsString()).isEqualTo("CallerRateLimitExceeded");
                        assertThat(e.retryAfterSeconds())
                                .as("Lambda sends none")
                                .isNull();
                    });
            SdkBytes small = SdkBytes.fromUtf8String("\"" + "x".repeat(50_000) + "\"");
            assertThat(client.invoke(request -> request.functionName("f").payload(small))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String head(String headers, int length) {
        return "POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                + length + "\r\n\r\n";
    }

    /** A signature that says who it is of, and does not hold. */
    private static String authorization(String key) {
        String time =
                Time.SYSTEM.now().truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
        return "X-Amz-Date: " + time + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + key + "/"
                + time.substring(0, 8) + "/eu-central-1/lambda/aws4_request, SignedHeaders=host;x-amz-date,"
                + " Signature=" + "0".repeat(64) + "\r\n";
    }

    @Test
    void aBodyThatIsNotHttpIsTheCallersFault() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write(bytes("POST /2015-03-31/functions/f/versions HTTP/1.1\r\nHost: localhost\r\n"
                            + authorization(KEY.id()) + "Transfer-Encoding: chunked\r\n\r\nno size\r\n"));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void takesPackagesOfFiftyMebibytes() {
        try (LambdaClient client = client(KEY.secret(), Region.EU_CENTRAL_1)) {
            SdkBytes code = SdkBytes.fromByteArrayUnsafe(new byte[50 * 1024 * 1024]);
            CreateFunctionResponse response = client.createFunction(request -> request.functionName("f")
                    .role("arn:aws:iam::000000000000:role/r")
                    .code(content -> content.zipFile(code)));
            assertThat(response.codeSize()).isEqualTo(50L * 1024 * 1024);
            SdkBytes more = SdkBytes.fromByteArrayUnsafe(new byte[51 * 1024 * 1024]);
            assertThatThrownBy(() -> client.createFunction(
                            request -> request.functionName("f").code(content -> content.zipFile(more))))
                    .isInstanceOfSatisfying(
                            LambdaException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(413));
        }
    }

    private LambdaClient client(String secret, Region region) {
        return LambdaClient.builder()
                .region(region)
                .endpointOverride(
                        URI.create("http://localhost:" + server.address().getPort()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY.id(), secret)))
                .overrideConfiguration(configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
