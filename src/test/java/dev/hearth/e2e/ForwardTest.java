package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.S3Client;

/** One endpoint for services of several servers: S3 of another Hearth, with its key, and whatever else of a third. */
@ExtendWith(SharedHearth.class)
class ForwardTest {
    private static final String READER = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
            + " \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::forwarded/code.zip\"}, {\"Effect\":"
            + " \"Allow\", \"Action\": \"dynamodb:DescribeTable\", \"Resource\":"
            + " \"arn:aws:dynamodb:us-east-1:000000000000:table/mine\"}]}";

    private static final String FAILING = """
            import os
            def handler(event, context):
                print("greets with", os.environ["GREETING"], os.environ["OWN"])
                raise ValueError("as asked")
            """;

    @TempDir
    private Path folder;

    @Test
    void requestsPassOnToOtherServers(HearthProcess store) throws IOException {
        assumeTrue(Commands.isPresent("aws"), "the aws command is not on this machine");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        HttpServer tables = tables(seen);
        Path keys = Files.writeString(
                folder.resolve("keys"),
                "[s3]\naws_access_key_id = " + store.environment().get("AWS_ACCESS_KEY_ID")
                        + "\naws_secret_access_key = " + store.environment().get("AWS_SECRET_ACCESS_KEY") + "\n");
        try (HearthProcess hearth = HearthProcess.start(
                folder.resolve("data"),
                "--forward",
                "s3=" + store.endpoint() + ",*=http://127.0.0.1:"
                        + tables.getAddress().getPort(),
                "--forward-credentials",
                keys.toString(),
                "--function-env",
                "GREETING=hello",
                "--function-env",
                "OWN=ours",
                "--retry-delay",
                "1s")) {
            Map<String, String> root = new HashMap<>(hearth.environment());
            objectsAreTheOtherServers(hearth, store, root);
            tablesAreTheThirdServers(root, hearth, seen);
            policiesDecideHere(hearth, root);
            functionsGetVariablesAndSoonAnotherAttempt(hearth);
        } finally {
            tables.stop(0);
        }
    }

    /** Has one table, and tells of each request. */
    private static HttpServer tables(Queue<String> seen) throws IOException {
        HttpServer tables = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tables.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            byte[] answer = "{\"TableNames\": [\"theirs\"]}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        tables.start();
        return tables;
    }

    private static void objectsAreTheOtherServers(HearthProcess hearth, HearthProcess store, Map<String, String> root) {
        byte[] large = new byte[9 * 1024 * 1024];
        try (S3Client here = s3(hearth.endpoint(), root);
                S3Client there = s3(store.endpoint(), store.environment())) {
            here.createBucket(request -> request.bucket("forwarded"));
            here.putObject(
                    request -> request.bucket("forwarded").key("code.zip"),
                    RequestBody.fromBytes(Packages.zip("app.py", "def handler(event, context): return 'from there'")
                            .asByteArray()));
            here.putObject(request -> request.bucket("forwarded").key("a b/é"), RequestBody.fromBytes(large));
            assertThat(there.headObject(request -> request.bucket("forwarded").key("a b/é"))
                            .contentLength())
                    .isEqualTo(large.length);
            assertThat(here.getObjectAsBytes(
                                    request -> request.bucket("forwarded").key("a b/é"))
                            .asByteArray())
                    .isEqualTo(large);
        }
        try (LambdaClient lambda = hearth.client()) {
            String name = Functions.name("from-there");
            lambda.createFunction(request -> request.functionName(name)
                    .runtime("python3.13")
                    .handler("app.handler")
                    .role(Functions.ROLE)
                    .code(object -> object.s3Bucket("forwarded").s3Key("code.zip")));
            lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
            assertThat(new Functions(lambda).answer(name, "{}")).isEqualTo("\"from there\"");
        }
    }

    private static void tablesAreTheThirdServers(Map<String, String> root, HearthProcess hearth, Queue<String> seen) {
        assertThat(Commands.run(root, List.of("aws", "dynamodb", "list-tables")))
                .contains("theirs");
        assertThat(seen)
                .containsExactly(
                        "DynamoDB_20120810.ListTables " + hearth.endpoint().getAuthority());
        Map<String, String> stranger = new HashMap<>(root);
        stranger.put("AWS_SECRET_ACCESS_KEY", "wrong");
        assertThat(Commands.attempt(stranger, List.of("aws", "dynamodb", "list-tables"))
                        .errors())
                .contains("signature");
        assertThat(seen).as("without a valid signature nothing passes on").hasSize(1);
    }

    private static void policiesDecideHere(HearthProcess hearth, Map<String, String> root) {
        Commands.run(root, List.of("aws", "iam", "create-user", "--user-name", "reader"));
        Commands.run(
                root,
                List.of(
                        "aws",
                        "iam",
                        "put-user-policy",
                        "--user-name",
                        "reader",
                        "--policy-name",
                        "p",
                        "--policy-document",
                        READER));
        String[] key = Commands.run(
                        root,
                        List.of(
                                "aws",
                                "iam",
                                "create-access-key",
                                "--user-name",
                                "reader",
                                "--output",
                                "text",
                                "--query",
                                "AccessKey.[AccessKeyId,SecretAccessKey]"))
                .strip()
                .split("\\s+", -1);
        Map<String, String> reader = new HashMap<>(root);
        reader.put("AWS_ACCESS_KEY_ID", key[0]);
        reader.put("AWS_SECRET_ACCESS_KEY", key[1]);
        try (S3Client s3 = s3(hearth.endpoint(), reader)) {
            s3.headObject(request -> request.bucket("forwarded").key("code.zip"));
            assertThatThrownBy(() -> s3.deleteObject(
                            request -> request.bucket("forwarded").key("code.zip")))
                    .hasMessageContaining("not authorized to perform: s3:DeleteObject");
        }
        Commands.run(reader, List.of("aws", "dynamodb", "describe-table", "--table-name", "mine"));
        assertThat(Commands.attempt(reader, List.of("aws", "dynamodb", "describe-table", "--table-name", "other"))
                        .errors())
                .contains("not authorized to perform: dynamodb:DescribeTable on resource:");
    }

    private static void functionsGetVariablesAndSoonAnotherAttempt(HearthProcess hearth) {
        try (LambdaClient lambda = hearth.client()) {
            Functions functions = new Functions(lambda);
            String name = functions.deploy(
                    "python3.13",
                    "app.handler",
                    Packages.zip("app.py", FAILING),
                    request -> request.environment(environment -> environment.variables(Map.of("OWN", "mine"))));
            lambda.invoke(call -> call.functionName(name)
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String("{}")));
            Eventually.holds(() -> attempts(hearth, name) == 3);
        }
    }

    private static S3Client s3(URI endpoint, Map<String, String> environment) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        environment.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))))
                .build();
    }

    private static long attempts(HearthProcess hearth, String name) {
        Commands.Result log = hearth.attempt("logs", name);
        return log.output()
                .lines()
                .filter(line -> line.contains("greets with hello mine"))
                .count();
    }
}
