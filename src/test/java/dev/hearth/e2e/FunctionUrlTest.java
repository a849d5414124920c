package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.http.RawClient;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Function URLs of the real server, called as browsers, curl and signing clients call them. */
@ExtendWith(SharedHearth.class)
class FunctionUrlTest {
    private static final String FORBIDDEN = "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization"
            + " issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";
    private static final String ECHO = """
            import base64, json
            def handler(event, context):
                if event['rawPath'] == '/fail':
                    raise ValueError('secret')
                if event['rawPath'] == '/image':
                    return {'statusCode': 200, 'headers': {'content-type': 'image/png'}, 'isBase64Encoded': True,
                            'body': base64.b64encode(bytes(range(256))).decode()}
                if event['rawPath'] == '/cookies':
                    return {'statusCode': 302, 'headers': {'location': '/there'}, 'cookies': ['a=1', 'b=2']}
                return {'event': event, 'arn': context.invoked_function_arn, 'id': context.aws_request_id}
            """;

    private static final String SIGNED_CALL = """
            import sys, urllib.error, urllib.request
            import botocore.session
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
            url, address, body = sys.argv[1:4]
            session = botocore.session.get_session()
            request = AWSRequest('POST', url, data=body, headers={'Content-Type': 'application/json'})
            SigV4Auth(session.get_credentials(), 'lambda', session.get_config_variable('region')).add_auth(request)
            host = url.split('/')[2]
            sent = urllib.request.Request(url.replace(host, address), data=body.encode(), method='POST',
                                          headers={**dict(request.headers.items()), 'Host': host})
            try:
                print(urllib.request.urlopen(sent).read().decode())
            except urllib.error.HTTPError as e:
                print(e.code, e.read().decode())
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private HearthProcess hearth;

    @SuppressWarnings("NullAway.Init")
    private LambdaClient client;

    @SuppressWarnings("NullAway.Init")
    private String function;

    @BeforeEach
    void deploy(HearthProcess shared) {
        hearth = shared;
        client = shared.client();
        function = new Functions(client).deploy("python3.13", "app.handler", "app.py", ECHO);
    }

    /** As on Lambda it is not enough that a URL asks for no signature. */
    private void letAnybodyIn(@Nullable String qualifier) {
        client.addPermission(request -> request.functionName(function)
                .qualifier(qualifier)
                .statementId("public")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType(FunctionUrlAuthType.NONE));
    }

    private URI open(FunctionUrlAuthType type) {
        return URI.create(client.createFunctionUrlConfig(request -> request.functionName(function)
                        .authType(type)
                        .cors(cors -> cors.allowOrigins("https://page.example")
                                .allowMethods("GET", "POST")
                                .allowHeaders("content-type")
                                .maxAge(60)))
                .functionUrl());
    }

    private RawClient.Answer send(URI url, String method, String target, String headers) throws IOException {
        InetSocketAddress address = new InetSocketAddress(
                hearth.endpoint().getHost(), hearth.endpoint().getPort());
        String first = method + " " + target + " HTTP/1.1\r\n";
        try (RawClient raw = new RawClient(address)) {
            return raw.send(first + "Host: " + url.getAuthority() + "\r\n" + headers + "\r\n")
                    .read();
        }
    }

    private static String lines(String... headers) {
        return String.join("\r\n", headers) + "\r\n";
    }

    @Test
    void answersTheWorld() throws IOException {
        URI url = open(FunctionUrlAuthType.NONE);
        assertThat(send(url, "GET", "/", "").text()).isEqualTo(FORBIDDEN);
        letAnybodyIn(null);
        assertThat(url.getPort()).isEqualTo(hearth.endpoint().getPort());
        RawClient.Answer answer =
                send(url, "GET", "/a/b?x=1&x=2", lines("Cookie: k=v", "Origin: https://page.example"));
        assertThat(answer.status()).isEqualTo(200);
        JsonObject said = Json.parseObject(answer.body());
        JsonObject event = said.object("event").orElseThrow();
        assertThat(event.string("version")).contains("2.0");
        assertThat(event.object("queryStringParameters").orElseThrow().string("x"))
                .contains("1,2");
        assertThat(said.string("arn")).contains("arn:aws:lambda:us-east-1:000000000000:function:" + function);
        assertThat(said.string("id")).contains(answer.headers().getOrDefault("x-amzn-requestid", ""));
        assertThat(event.object("requestContext").orElseThrow().string("requestId"))
                .isEqualTo(said.string("id"));
        assertThat(answer.headers())
                .containsEntry("access-control-allow-origin", "https://page.example")
                .containsKey("x-amzn-trace-id");
        assertThat(send(url, "GET", "/image", "").body()).hasSize(256);
        RawClient.Answer moved = send(url, "GET", "/cookies", "");
        assertThat(moved.status()).isEqualTo(302);
        assertThat(moved.headers()).containsEntry("set-cookie", "b=2").containsEntry("location", "/there");
        RawClient.Answer failed = send(url, "GET", "/fail", "");
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.text()).isEqualTo("Internal Server Error");
    }

    @Test
    void answersPreflightsWithoutTheFunction() throws IOException {
        URI url = open(FunctionUrlAuthType.AWS_IAM);
        RawClient.Answer answer = send(
                url,
                "OPTIONS",
                "/fail",
                lines(
                        "Origin: https://page.example",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("access-control-allow-methods", "GET,POST")
                .containsEntry("access-control-max-age", "60");
    }

    @Test
    void checksSignatures() throws IOException {
        Assumptions.assumeTrue(
                Commands.attempt(Map.of(), List.of("python3", "-c", "import botocore"))
                                .status()
                        == 0,
                "botocore is not on this machine");
        URI url = open(FunctionUrlAuthType.AWS_IAM);
        RawClient.Answer unsigned = send(url, "GET", "/", "Origin: https://page.example\r\n");
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(unsigned.text()).isEqualTo(FORBIDDEN);
        assertThat(unsigned.headers()).containsEntry("access-control-allow-origin", "https://page.example");
        Path script = Files.writeString(folder.resolve("call.py"), SIGNED_CALL);
        List<String> command = new ArrayList<>(List.of(
                "python3",
                script.toString(),
                url + "a%20b?q=%2F&p=1",
                hearth.endpoint().getAuthority(),
                "{\"n\": 1}"));
        JsonObject event = Json.parseObject(Commands.run(hearth.environment(), command))
                .object("event")
                .orElseThrow();
        assertThat(event.string("body")).contains("{\"n\": 1}");
        JsonObject caller = event.object("requestContext")
                .orElseThrow()
                .object("authorizer")
                .orElseThrow()
                .object("iam")
                .orElseThrow();
        assertThat(caller.string("userArn")).contains("arn:aws:iam::000000000000:root");
        assertThat(caller.string("accessKey")).contains(hearth.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""));
        assertThat(Commands.run(
                        Map.of(
                                "AWS_ACCESS_KEY_ID",
                                hearth.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""),
                                "AWS_SECRET_ACCESS_KEY",
                                "wrong",
                                "AWS_REGION",
                                "us-east-1",
                                "AWS_DEFAULT_REGION",
                                "us-east-1"),
                        command))
                .startsWith("403 {\"message\":\"The request signature we calculated does not match");
    }

    @Test
    void curlFindsIt() {
        Assumptions.assumeTrue(Commands.isPresent("curl"), "curl is not on this machine");
        URI url = open(FunctionUrlAuthType.NONE);
        letAnybodyIn(null);
        // *.localhost is this machine for curl
        String answer = Commands.run(Map.of(), List.of("curl", "-sS", "-X", "PATCH", "-d", "a=1", url + "x"));
        JsonObject event = Json.parseObject(answer.getBytes(StandardCharsets.UTF_8))
                .object("event")
                .orElseThrow();
        assertThat(event.string("body")).contains("YT0x");
        assertThat(event.bool("isBase64Encoded")).contains(true);
    }

    @Test
    void passesOnWhatAFunctionWritesWhileItWrites() throws Exception {
        String source = """
                export const handler = awslambda.streamifyResponse(async (event, stream) => {
                  stream = awslambda.HttpResponseStream.from(stream,
                      { statusCode: 203, headers: { 'content-type': 'text/event-stream' }, cookies: ['a=b'] });
                  for (let i = 0; i < 3; i++) {
                    stream.write(`data: ${i}\\n\\n`);
                    await new Promise((done) => setTimeout(done, 700));
                  }
                  stream.end();
                });
                """;
        function = new Functions(client).deploy("nodejs20.x", "app.handler", "app.mjs", source);
        URI url = URI.create(client.createFunctionUrlConfig(request -> request.functionName(function)
                        .authType(FunctionUrlAuthType.NONE)
                        .invokeMode("RESPONSE_STREAM"))
                .functionUrl());
        letAnybodyIn(null);
        InetSocketAddress address = new InetSocketAddress(
                hearth.endpoint().getHost(), hearth.endpoint().getPort());
        try (RawClient raw = new RawClient(address)) {
            raw.send(lines("GET / HTTP/1.1", "Host: " + url.getAuthority(), ""));
            byte[] buffer = new byte[4096];
            String first = "";
            while (!first.contains("data: 0")) {
                first += new String(buffer, 0, raw.socket().getInputStream().read(buffer), StandardCharsets.UTF_8);
            }
            assertThat(first)
                    .startsWith("HTTP/1.1 203")
                    .contains("content-type: text/event-stream", "Set-Cookie: a=b")
                    .doesNotContain("data: 2");
        }
        // the same function, asked to answer at once
        client.updateFunctionUrlConfig(request -> request.functionName(function).invokeMode("BUFFERED"));
        RawClient.Answer whole = send(url, "GET", "/", "");
        assertThat(whole.status()).isEqualTo(203);
        assertThat(whole.text()).isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
    }

    @Test
    void oneForEachAlias() throws IOException {
        URI latest = open(FunctionUrlAuthType.NONE);
        assertThatThrownBy(() -> open(FunctionUrlAuthType.NONE)).isInstanceOf(ResourceConflictException.class);
        String version =
                client.publishVersion(request -> request.functionName(function)).version();
        client.createAlias(
                request -> request.functionName(function).name("live").functionVersion(version));
        URI live = URI.create(client.createFunctionUrlConfig(request ->
                        request.functionName(function).qualifier("live").authType(FunctionUrlAuthType.NONE))
                .functionUrl());
        letAnybodyIn("live");
        assertThat(Json.parseObject(send(live, "GET", "/", "").body()).string("arn"))
                .contains("arn:aws:lambda:us-east-1:000000000000:function:" + function + ":live");
        assertThat(client.listFunctionUrlConfigs(request -> request.functionName(function))
                        .functionUrlConfigs())
                .extracting("functionUrl")
                .containsExactly(latest.toString(), live.toString());
        client.deleteAlias(request -> request.functionName(function).name("live"));
        assertThat(send(live, "GET", "/", "").text()).startsWith("{\"Message\":\"Forbidden. For troubleshooting");
        client.deleteFunctionUrlConfig(request -> request.functionName(function));
        assertThat(send(latest, "GET", "/", "").status()).isEqualTo(403);
        assertThatThrownBy(() -> client.getFunctionUrlConfig(request -> request.functionName(function)))
                .isInstanceOf(ResourceNotFoundException.class);
    }
}
