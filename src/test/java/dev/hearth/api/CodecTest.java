package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.api.ResponseEncoder.Encoded;
import dev.hearth.base.http.Percent;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;
import software.amazon.awssdk.utils.builder.Buildable;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/** The SDK's own client is the other end: what it writes must be read as it was, and the other way round. */
final class CodecTest {
    private static final long SEED = 20260103;
    private static final int ROUNDS = 4;

    @Test
    void agreesWithTheSdkOnEveryOperation() throws Exception {
        Random random = new Random(SEED);
        Shapes shapes = new Shapes(random);
        FakeHttp http = new FakeHttp();
        Router router = new Router(LambdaTable.operations());
        List<Method> operations = operations();
        assertThat(operations).hasSizeGreaterThan(60);
        try (LambdaClient client = client(http)) {
            for (Method operation : operations) {
                for (int round = 0; round < ROUNDS; round++) {
                    String about = operation.getName() + ", seed " + SEED + ", round " + round;
                    LambdaRequest request =
                            (LambdaRequest) shapes.fill(builder(operation.getParameterTypes()[0]), 4);
                    LambdaResponse response = (LambdaResponse) shapes.fill(builder(operation.getReturnType()), 4);
                    http.answer = ResponseEncoder.encode(response, "http://localhost");
                    SdkPojo read = call(client, operation, request);
                    assertThat(read.equalsBySdkFields(withStatus(response)))
                            .as("%s%n%s%n%s", about, read, response)
                            .isTrue();
                    assertThat(http.decode(router)).as(about).isEqualTo(withPayload(request));
                }
            }
        }
    }

    @Test
    void ignoresWhatItDoesNotKnowAndWhatIsNull() {
        CreateFunctionRequest request = (CreateFunctionRequest) decode("""
                {"FunctionName":"f","New":{"a":[1,{}]},"Role":null,"Layers":["x"],"Environment":{"Other":1,
                "Variables":{"a":"b"}},"Code":{"ZipFile":"QUJD"},"MemorySize":1.28e2}""");
        assertThat(request.functionName()).isEqualTo("f");
        assertThat(request.role()).isNull();
        assertThat(request.layers()).containsExactly("x");
        assertThat(request.environment().variables()).isEqualTo(Map.of("a", "b"));
        assertThat(request.code().zipFile()).isEqualTo(SdkBytes.fromUtf8String("ABC"));
        assertThat(request.memorySize()).isEqualTo(128);
        assertThat(decode("")).isEqualTo(CreateFunctionRequest.builder().build());
        assertThat(decode("null")).isEqualTo(CreateFunctionRequest.builder().build());
    }

    @Test
    void keepsNullsWithinListsAndMaps() {
        CreateFunctionRequest request = (CreateFunctionRequest) decode("""
                {"Layers":[null,"x"],"Environment":{"Variables":{"a":"b","c":null}}}""");
        assertThat(request.layers()).containsExactly(null, "x");
        assertThat(request.environment().variables()).containsEntry("c", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"FunctionName":1}           | NUMBER_VALUE can not be converted to a String
            {"FunctionName":true}        | TRUE_VALUE can not be converted to a String
            {"FunctionName":{}}          | Start of structure or map found where not expected.
            {"FunctionName":[]}          | Start of list found where not expected
            {"MemorySize":"128"}         | STRING_VALUE can not be converted to an Integer
            {"MemorySize":1.5}           | NUMBER_VALUE can not be converted to an Integer
            {"MemorySize":3000000000}    | NUMBER_VALUE can not be converted to an Integer
            {"MemorySize":1e999999999}   | NUMBER_VALUE can not be converted to an Integer
            {"Publish":"true"}           | STRING_VALUE can not be converted to a Boolean
            {"Environment":5}            | NUMBER_VALUE can not be converted to a Structure
            {"Tags":[]}                  | Start of list found where not expected
            {"Layers":{}}                | Start of structure or map found where not expected.
            []                           | Start of list found where not expected
            {"Code":{"ZipFile":5}}       | NUMBER_VALUE can not be converted to a Blob
            """)
    void refusesWrongTypes(String body, String message) {
        assertThatThrownBy(() -> decode(body))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIALIZATION))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"FunctionName":"f"
            {"FunctionName":"f"} x
            {'FunctionName':1}
            {"Code":{"ZipFile":"!!!"}}
            """)
    void refusesWhatIsNoJson(String body) {
        assertThatThrownBy(() -> decode(body))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIALIZATION));
    }

    @Test
    void leavesOutWhatIsNotSet() {
        Encoded encoded = ResponseEncoder.encode(
                GetFunctionResponse.builder()
                        .configuration(
                                configuration -> configuration.functionName("f").timeout(3))
                        .build(),
                "http://localhost");
        assertThat(new String(encoded.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"Configuration\":{\"FunctionName\":\"f\",\"Timeout\":3}}");
    }

    @Test
    void linksAreBelowTheAddressThatTheCallerKnows() {
        Encoded encoded = ResponseEncoder.encode(
                GetFunctionResponse.builder()
                        .configuration(configuration -> configuration.description("/not a link"))
                        .code(code -> code.location("/_hearth/packages/p?Expires=1"))
                        .build(),
                "http://host.hearth.internal:9380");
        assertThat(new String(encoded.body(), StandardCharsets.UTF_8))
                .contains("\"Location\":\"http://host.hearth.internal:9380/_hearth/packages/p?Expires=1\"")
                .contains("\"Description\":\"/not a link\"");
    }

    private static Object decode(String body) {
        return RequestDecoder.decode(
                (SdkPojo) CreateFunctionRequest.builder(),
                Map.of(),
                Map.of(),
                name -> List.of(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** All operations with a plain request and response. */
    private static List<Method> operations() {
        return Arrays.stream(LambdaClient.class.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && LambdaRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && LambdaResponse.class.isAssignableFrom(method.getReturnType()))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
        return (SdkPojo) type.getMethod("builder").invoke(null);
    }

    private static SdkPojo call(LambdaClient client, Method operation, LambdaRequest request) throws Exception {
        try {
            return (SdkPojo) operation.invoke(client, request);
        } catch (InvocationTargetException e) {
            throw new AssertionError(operation.getName() + " " + request, e.getCause());
        }
    }

    /** The client sets what the HTTP status was. */
    private static Object withStatus(LambdaResponse response) {
        SdkPojo builder = (SdkPojo) response.toBuilder();
        for (SdkField<?> field : builder.sdkFields()) {
            if (field.location() == MarshallLocation.STATUS_CODE) {
                field.set(builder, 200);
            }
        }
        return withPayload((SdkPojo) ((Buildable) builder).build());
    }

    /** A member that is the whole body is there even if it is empty. */
    private static Object withPayload(SdkPojo message) {
        SdkPojo builder = (SdkPojo) ((ToCopyableBuilder<?, ?>) message).toBuilder();
        SdkField<?> payload = Shape.of(builder).payload().orElse(null);
        if (payload != null && payload.getValueOrDefault(message) == null) {
            boolean bytes = payload.marshallingType().getKnownType() == MarshallingKnownType.SDK_BYTES;
            payload.set(
                    builder,
                    bytes
                            ? SdkBytes.fromByteArray(new byte[0])
                            : ((Buildable) payload.constructor().get()).build());
        }
        return ((Buildable) builder).build();
    }

    private static LambdaClient client(SdkHttpClient http) {
        return LambdaClient.builder()
                .httpClient(http)
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create("http://localhost:1"))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")))
                .build();
    }

    /** Takes what the client sends, and answers what it is told to. */
    private static final class FakeHttp implements SdkHttpClient {
        private final AtomicReference<HttpExecuteRequest> last = new AtomicReference<>();
        private Encoded answer = new Encoded(Optional.empty(), Map.of(), new byte[0]);

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            last.set(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    var response = SdkHttpResponse.builder().statusCode(200);
                    answer.headers().forEach(response::putHeader);
                    return HttpExecuteResponse.builder()
                            .response(response.build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        /** What the last request says, as the server reads it. */
        Object decode(Router router) throws IOException {
            HttpExecuteRequest sent = Objects.requireNonNull(last.get());
            SdkHttpRequest request = sent.httpRequest();
            byte[] body = {};
            if (sent.contentStreamProvider().isPresent()) {
                try (InputStream content = sent.contentStreamProvider().get().newStream()) {
                    body = content.readAllBytes();
                }
            }
            Map<String, List<String>> query =
                    Percent.query(String.valueOf(request.getUri().getRawQuery()));
            Router.Match match = router.find(
                            request.method().name(), request.getUri().getRawPath(), query)
                    .orElseThrow(() -> new AssertionError("no route: " + request));
            return RequestDecoder.decode(
                    match.operation().newRequest().get(), match.parameters(), query, request::matchingHeaders, body);
        }

        @Override
        public void close() {}
    }
}
