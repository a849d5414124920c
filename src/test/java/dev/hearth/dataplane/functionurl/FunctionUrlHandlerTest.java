package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.auth.SignedHead;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.RawClient;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.Cors;
import dev.hearth.model.FunctionUrl.InvokeMode;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.Principal;
import dev.hearth.model.Quotas;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Function URLs over a real HTTP server, with a function that a test plays. */
final class FunctionUrlHandlerTest {
    private static final String FORBIDDEN = "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization"
            + " issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";
    private static final String ID = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String HOST = ID + ".lambda-url.us-east-1.localhost";
    private static final Instant NOW = Instant.parse("2020-03-12T19:03:58.390Z");
    private static final Cors PAGES = new Cors(
            Optional.of(true),
            List.of("content-type", "x-key"),
            List.of("GET", "PUT"),
            List.of("https://page.example", "http://localhost:3000"),
            List.of("x-total"),
            Optional.of(600));
    private static final Cors ANY =
            new Cors(Optional.empty(), List.of("*"), List.of("*"), List.of("*"), List.of(), Optional.empty());

    private final Store store = SqliteStore.inMemory();
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private String result = "{}";
    private @Nullable String functionError;
    private @Nullable RuntimeException failure;
    private Caller caller = Caller.root(TestingModel.ACCOUNT, "AKIAEXAMPLE");
    private final HttpServer server = HttpServer.start(
            new HttpServerConfig(InetAddress.getLoopbackAddress(), 0),
            Time.SYSTEM,
            Duration.ZERO,
            new FunctionUrlHandler(
                    (request, response) -> response.status(200).send(bytes("the API")),
                    new PublishedUrls(
                            store,
                            (principal, url, address) -> !principal.name().contains("111111111111"),
                            () -> URI.create("http://localhost:9380")),
                    this::authenticate,
                    new BodyAdmission(this::authenticate, Runtime.getRuntime().maxMemory()),
                    new TestingFrontend(this::run),
                    time(),
                    Ids.secure()));

    private Authenticated authenticate(SignedHead request, byte[] body) {
        if (request.headers("authorization").isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_AUTHENTICATION_TOKEN, "no token");
        }
        return new Authenticated(caller, "lambda");
    }

    private static Time time() {
        return new Time() {
            @Override
            public Instant now() {
                return NOW;
            }

            @Override
            public long nanos() {
                return 0;
            }
        };
    }

    private Frontend.Answer run(Call call) {
        calls.add(call);
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return new Frontend.Answer(
                200,
                "$LATEST",
                call.traceHeader().orElse(""),
                Optional.of(new InvocationResult(bytes(result), Optional.ofNullable(functionError), new byte[0])));
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    private void put(Authentication authentication, Optional<Cors> cors) {
        FunctionUrl url = new FunctionUrl(
                ID, TestingModel.arn("hello").qualified("live"), authentication, cors, InvokeMode.BUFFERED, NOW, NOW);
        store.write(transaction -> {
            transaction.put(Kinds.FUNCTION_URL, Scope.function(url.arn()), url.name(), url);
            return url;
        });
    }

    private void publish() {
        put(Authentication.NONE, Optional.empty());
    }

    private RawClient.Answer send(String method, String target, String headers, byte[] body) throws IOException {
        return sendTo(HOST + ":9380", method, target, headers, body);
    }

    private RawClient.Answer sendTo(String host, String method, String target, String headers, byte[] body)
            throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            String length = body.length == 0 ? "" : lines("Content-Length: " + body.length);
            client.send(lines(method + " " + target + " HTTP/1.1", "Host: " + host) + length + headers + "\r\n");
            return client.send(body).read(method.equals("HEAD"));
        }
    }

    private static String lines(String... headers) {
        return String.join("\r\n", headers) + "\r\n";
    }

    private RawClient.Answer get(String target) throws IOException {
        return send("GET", target, "", new byte[0]);
    }

    private JsonObject event() {
        return Json.parseObject(calls.getLast().payload());
    }

    @Test
    void makesAnEventOfARequest() throws IOException {
        publish();
        RawClient.Answer answer = send(
                "POST",
                "/my%20path//a+b?q=1&q=%C3%A4+b&flag",
                lines(
                        "User-Agent: agent",
                        "X-Twice: one",
                        "x-twice: two",
                        "Cookie: a=1; b=2",
                        "Cookie: c=3",
                        "Authorization: Bearer abc",
                        "TE: trailers",
                        "X-Forwarded-For: 1.2.3.4",
                        "Content-Type: application/json; charset=utf-8"),
                bytes("{\"grüße\": 1}"));
        assertThat(answer.status()).isEqualTo(200);
        Call call = calls.getFirst();
        assertThat(call.function()).isEqualTo("hello");
        assertThat(call.qualifier()).contains("live");
        assertThat(call.account()).isEqualTo(TestingModel.ACCOUNT);
        assertThat(answer.headers())
                .containsEntry("x-amzn-requestid", call.requestId())
                .containsEntry("x-amzn-trace-id", call.traceHeader().orElseThrow());
        String trace = call.traceHeader().orElseThrow();
        assertThat(event()).isEqualTo(Json.parse("""
                {"version": "2.0", "routeKey": "$default", "rawPath": "/my%20path//a+b",
                 "rawQueryString": "q=1&q=%C3%A4+b&flag", "cookies": ["a=1", "b=2", "c=3"],
                 "headers": {"authorization": "Bearer abc", "content-length": "14",
                   "content-type": "application/json; charset=utf-8", "host": "HOST:9380", "user-agent": "agent",
                   "cookie": "a=1; b=2; c=3", "x-amzn-trace-id": "TRACE", "x-forwarded-for": "1.2.3.4, 127.0.0.1",
                   "x-forwarded-port": "9380", "x-forwarded-proto": "http", "x-twice": "one,two"},
                 "queryStringParameters": {"q": "1,ä b", "flag": ""},
                 "requestContext": {"accountId": "anonymous", "apiId": "ID", "authentication": null,
                   "domainName": "HOST", "domainPrefix": "ID",
                   "http": {"method": "POST", "path": "/my path/a+b", "protocol": "HTTP/1.1",
                     "sourceIp": "127.0.0.1", "userAgent": "agent"},
                   "requestId": "REQUEST", "routeKey": "$default", "stage": "$default",
                   "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1584039838390},
                 "body": "{\\"grüße\\": 1}", "isBase64Encoded": false}""".replace("HOST", HOST)
                .replace("TRACE", trace)
                .replace("REQUEST", call.requestId())
                .replace("ID", ID)));
    }

    @Test
    void tellsTextFromBytes() throws IOException {
        publish();
        for (String type : List.of("text/plain", "application/problem+json", "TEXT/HTML; charset=utf-8")) {
            send("PUT", "/", lines("Content-Type: " + type), bytes("text"));
            assertThat(event().string("body")).as(type).contains("text");
            assertThat(event().bool("isBase64Encoded")).contains(false);
        }
        byte[] binary = {0, (byte) 0xff, 10};
        for (String type :
                List.of("image/png", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain")) {
            send("PUT", "/", lines("Content-Type: " + type), binary);
            assertThat(event().string("body").map(Base64.getDecoder()::decode))
                    .as(type)
                    .hasValueSatisfying(body -> assertThat(body).isEqualTo(binary));
            assertThat(event().bool("isBase64Encoded")).contains(true);
        }
        send("DELETE", "/", "", new byte[0]);
        assertThat(event().members()).doesNotContainKeys("body", "cookies", "queryStringParameters");
        assertThat(event().bool("isBase64Encoded")).contains(false);
    }

    @Test
    void answersAsTheFunctionSays() throws IOException {
        publish();
        result = """
                {"statusCode": 201, "headers": {"content-type": "text/html", "X-Number": 5, "X-Bool": true,
                  "Connection": "close", "Transfer-Encoding": "chunked", "Content-Length": "9999", "X-None": null,
                  "WWW-Authenticate": "Basic"},
                 "body": "<p>ü</p>"}""";
        RawClient.Answer answer = get("/");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("<p>ü</p>");
        assertThat(answer.headers())
                .containsEntry("content-type", "text/html")
                .containsEntry("x-number", "5")
                .containsEntry("x-bool", "true")
                .containsEntry("content-length", "9")
                .containsEntry("x-amzn-remapped-content-length", "9999")
                .containsEntry("x-amzn-remapped-www-authenticate", "Basic")
                .containsEntry("x-amzn-remapped-connection", "close")
                .doesNotContainKeys("connection", "transfer-encoding", "x-none", "www-authenticate");
        result = "{\"statusCode\": 200, \"isBase64Encoded\": true, \"body\": \"AP8K\"}";
        assertThat(get("/").body()).containsExactly(0, 255, 10);
    }

    @Test
    void answersAHeadWithoutItsBody() throws IOException {
        publish();
        result = "{\"statusCode\": 200, \"headers\": {\"content-length\": \"12345\"}}";
        RawClient.Answer answer = send("HEAD", "/", "", new byte[0]);
        assertThat(answer.headers()).containsEntry("content-length", "12345");
        result = "{\"statusCode\": 204}";
        assertThat(get("/").status()).isEqualTo(204);
    }

    @Test
    void takesAnyOtherJsonForTheBody() throws IOException {
        publish();
        for (Map.Entry<String, String> entry : Map.of(
                        "{\"hello\": \"world\"}", "{\"hello\":\"world\"}",
                        "\"plain\"", "plain",
                        "[\"hello\", 3, true]", "[\"hello\",3,true]",
                        "3.10", "3.10",
                        "null", "null",
                        "{\"statusCode\": null}", "{\"statusCode\":null}")
                .entrySet()) {
            result = entry.getKey();
            RawClient.Answer answer = get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(entry.getValue());
            assertThat(answer.headers()).containsEntry("content-type", "application/json");
        }
    }

    @Test
    void hidesWhatIsNoAnswer() throws IOException {
        publish();
        for (String bad : List.of(
                "not JSON",
                "{\"statusCode\": \"abc\"}",
                "{\"statusCode\": 99}",
                "{\"statusCode\": 100}",
                "{\"statusCode\": 600}",
                "{\"statusCode\": 200.5}",
                "{\"statusCode\": 1e99}",
                "{\"statusCode\": []}",
                "{\"statusCode\": 200, \"headers\": []}",
                "{\"statusCode\": 200, \"headers\": {\"a b\": \"c\"}}",
                "{\"statusCode\": 200, \"headers\": {\"\": \"c\"}}",
                "{\"statusCode\": 200, \"headers\": {\"a\": \"b\\r\\nset-cookie: c=d\"}}",
                "{\"statusCode\": 200, \"headers\": {\"a\\r\\nb\": \"c\"}}",
                "{\"statusCode\": 200, \"headers\": {\"a\": [\"b\"]}}",
                "{\"statusCode\": 200, \"cookies\": \"a\"}",
                "{\"statusCode\": 200, \"cookies\": [\"a=b\\n\"]}",
                "{\"statusCode\": 200, \"cookies\": [null]}",
                "{\"statusCode\": 200, \"body\": \"%%\", \"isBase64Encoded\": true}")) {
            result = bad;
            RawClient.Answer answer = get("/");
            assertThat(answer.status()).as(bad).isEqualTo(502);
            assertThat(answer.text()).isEqualTo("Internal Server Error");
        }
        result = "{\"errorMessage\": \"secret\"}";
        functionError = "Unhandled";
        RawClient.Answer answer = get("/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).isEqualTo("Internal Server Error");
    }

    @Test
    void saysWhyItDidNotRun() throws IOException {
        publish();
        failure = ServiceException.throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATIONS);
        RawClient.Answer throttled = get("/");
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.headers())
                .doesNotContainKey("retry-after")
                .containsEntry("x-amzn-errortype", "TooManyRequestsException");
        assertThat(throttled.text())
                .isEqualTo("{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\","
                        + "\"message\":\"Rate Exceeded.\"}");
        failure = new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "a detail of the platform");
        assertThat(get("/").text()).isEqualTo("Internal Server Error");
        failure = new IllegalStateException("a bug, thrown by a test");
        assertThat(get("/").status()).isEqualTo(500);
    }

    @Test
    void boundsWhatComesIn() throws IOException {
        publish();
        byte[] text = new byte[Quotas.SYNCHRONOUS_EVENT_BYTES - 10_000];
        Arrays.fill(text, (byte) 'a');
        assertThat(send("POST", "/", lines("Content-Type: text/plain"), text).status())
                .isEqualTo(200);
        assertThat(send("POST", "/", lines("Content-Type: image/png"), text).status())
                .isEqualTo(413);
        RawClient.Answer refused =
                send("POST", "/", lines("Content-Type: text/plain"), new byte[Quotas.SYNCHRONOUS_EVENT_BYTES + 1]);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(calls).hasSize(1);
    }

    @Test
    void knowsNoOtherIds() throws IOException {
        publish();
        RawClient.Answer unknown =
                sendTo(ID.replace('a', 'b') + ".lambda-url.us-east-1.localhost", "GET", "/", "", new byte[0]);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.text()).isEqualTo("{\"Message\":null}");
        assertThat(unknown.headers()).containsEntry("x-amzn-errortype", "AccessDeniedException");
        for (String host : List.of("localhost:9380", "lambda-url.us-east-1.localhost", "127.0.0.1", ID)) {
            assertThat(sendTo(host, "GET", "/", "", new byte[0]).text()).isEqualTo("the API");
        }
        String capitals = HOST.toUpperCase(Locale.ROOT);
        assertThat(sendTo(capitals, "GET", "/", "", new byte[0]).status()).isEqualTo(200);
        assertThat(sendTo(HOST + ".x", "GET", "/", "", new byte[0]).status()).isEqualTo(403);
    }

    @Test
    void forgetsWhatIsGone() throws IOException {
        publish();
        assertThat(get("/").status()).isEqualTo(200);
        put(Authentication.AWS_IAM, Optional.empty());
        assertThat(get("/").status()).isEqualTo(403);
        Scope function = Scope.function(TestingModel.arn("hello"));
        store.write(transaction -> {
            FunctionUrl url = transaction.findByKey(Kinds.FUNCTION_URL, ID).orElseThrow();
            transaction.put(Kinds.FORMER_URL, function, Kinds.formerUrlName(0), url);
            transaction.delete(Kinds.FUNCTION_URL, function, url.name());
            return 0;
        });
        assertThat(get("/").text()).as("its alias was deleted").isEqualTo(FORBIDDEN);
        store.write(transaction -> {
            transaction.deleteAll(function);
            return 0;
        });
    }

    @Test
    void answersAtAPathOfTheApisOwnAddressToo() throws IOException {
        publish();
        sendTo("127.0.0.1:9380", "GET", "/_hearth/urls/" + ID + "/a?b=c", "", new byte[0]);
        assertThat(event().string("rawPath")).contains("/a");
        assertThat(event().object("requestContext").orElseThrow().string("domainName"))
                .contains(HOST);
    }

    @Test
    void letsOnlyTheOwnersSignaturesIn() throws IOException {
        put(Authentication.AWS_IAM, Optional.empty());
        assertThat(get("/").text()).isEqualTo(FORBIDDEN);
        caller = Caller.root(new AccountId("111111111111"), "AKIAOTHER");
        RawClient.Answer refused = send("GET", "/", lines("Authorization: AWS4"), new byte[0]);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).isEqualTo(FORBIDDEN);
        assertThat(calls).isEmpty();
        String arn = "arn:aws:iam::000000000000:user/ann";
        caller = new Caller(new Principal.User(TestingModel.ACCOUNT, arn, "ann", "AIDAX"), "AKIAEXAMPLE");
        assertThat(send("GET", "/", lines("Authorization: AWS4"), new byte[0]).status())
                .isEqualTo(200);
        JsonObject context = event().object("requestContext").orElseThrow();
        assertThat(context.string("accountId")).contains("000000000000");
        assertThat(context.object("authorizer").orElseThrow())
                .isEqualTo(Json.parse("{\"iam\": {\"accessKey\": \"AKIAEXAMPLE\", \"accountId\": \"000000000000\","
                        + " \"callerId\": \"AIDAX\", \"cognitoIdentity\": null, \"principalOrgId\": null,"
                        + " \"userArn\": \"" + arn + "\", \"userId\": \"AIDAX\"}}"));
        assertThat(event().object("headers").orElseThrow().members()).doesNotContainKey("authorization");
    }

    @Test
    void answersABrowsersQuestionItself() throws IOException {
        put(Authentication.AWS_IAM, Optional.of(PAGES));
        RawClient.Answer answer = send(
                "OPTIONS",
                "/items/1",
                lines(
                        "Origin: https://page.example",
                        "Access-Control-Request-Method: PUT",
                        "Access-Control-Request-Headers: content-type,x-key",
                        "Sec-Fetch-Mode: cors"),
                new byte[0]);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("access-control-allow-origin", "https://page.example")
                .containsEntry("access-control-allow-credentials", "true")
                .containsEntry("access-control-allow-methods", "GET,PUT")
                .containsEntry("access-control-allow-headers", "content-type,x-key")
                .containsEntry("access-control-max-age", "600")
                .containsEntry("vary", "Origin")
                .containsEntry("content-length", "0")
                .doesNotContainKey("access-control-expose-headers");
        RawClient.Answer other = send(
                "OPTIONS",
                "/",
                lines("Origin: https://evil.example", "Access-Control-Request-Method: PUT"),
                new byte[0]);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(calls).isEmpty();
    }

    @Test
    void takesAnAsteriskForWhatWasAskedFor() throws IOException {
        put(Authentication.NONE, Optional.of(ANY));
        RawClient.Answer answer = send(
                "OPTIONS",
                "/",
                lines(
                        "Origin: null",
                        "Access-Control-Request-Method: PATCH",
                        "Access-Control-Request-Headers: authorization"),
                new byte[0]);
        assertThat(answer.headers())
                .containsEntry("access-control-allow-origin", "*")
                .containsEntry("access-control-allow-methods", "PATCH")
                .containsEntry("access-control-allow-headers", "authorization")
                .doesNotContainKeys("vary", "access-control-allow-credentials", "access-control-max-age");
    }

    @Test
    void putsItsOwnWordsAboutOriginsOverTheFunctions() throws IOException {
        put(Authentication.NONE, Optional.of(PAGES));
        result = "{\"statusCode\": 200, \"headers\": {\"Access-Control-Allow-Origin\": \"*\", \"X-Total\": \"7\"}}";
        RawClient.Answer answer = send("GET", "/", lines("Origin: http://localhost:3000"), new byte[0]);
        assertThat(answer.headers())
                .containsEntry("access-control-allow-origin", "http://localhost:3000")
                .containsEntry("access-control-expose-headers", "x-total")
                .containsEntry("access-control-allow-credentials", "true")
                .containsEntry("x-total", "7");
        functionError = "Unhandled";
        assertThat(send("GET", "/", lines("Origin: http://localhost:3000"), new byte[0])
                        .headers())
                .containsEntry("access-control-allow-origin", "http://localhost:3000");
        functionError = null;
        // without settings it is the function's business, the preflight too
        publish();
        assertThat(send("OPTIONS", "/", lines("Origin: a", "Access-Control-Request-Method: PUT"), new byte[0])
                        .headers())
                .containsEntry("access-control-allow-origin", "*");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
