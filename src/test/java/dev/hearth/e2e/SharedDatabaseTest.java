package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.store.PostgresServer;
import dev.hearth.neighbours.s3.TestingS3;
import dev.hearth.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Two servers over one PostgreSQL database and one S3-compatible store: each serves what the other was told. */
class SharedDatabaseTest {
    private static final String SOURCE = """
            import os
            def handler(event, context):
                if "mark" in event:
                    open(event["mark"], "w").close()
                return os.environ["VALUE"] + " " + context.function_version
            """;

    @TempDir
    Path folder;

    @Test
    void eachServesWhatTheOtherWasToldAndCallsGoOnWithoutTheDatabase() throws Exception {
        PostgresServer database = PostgresServer.shared();
        Map<String, String> shared = Map.of("HEARTH_DATABASE", database.freshAddress());
        try (TestingS3 objects = new TestingS3(folder.resolve("buckets"))) {
            objects.folder().create(TestingS3.ONE.owner().account(), "code");
            try (HearthProcess one = start("one", shared, objects);
                    HearthProcess two = start("two", shared, objects)) {
                assertThat(two.environment().get("AWS_ACCESS_KEY_ID"))
                        .isEqualTo(one.environment().get("AWS_ACCESS_KEY_ID"));
                LambdaClient first = one.client();
                LambdaClient second = two.client();
                String function = new Functions(first)
                        .deploy(
                                "python3.13",
                                "app.handler",
                                Packages.zip("app.py", SOURCE),
                                request -> request.environment(e -> e.variables(Map.of("VALUE", "one"))));
                assertThat(answer(second, function)).isEqualTo("\"one $LATEST\"");

                second.updateFunctionConfiguration(
                        r -> r.functionName(function).environment(e -> e.variables(Map.of("VALUE", "two"))));
                second.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName(function));
                Eventually.holds(() -> answer(first, function).equals("\"two $LATEST\""));
                assertThat(first.publishVersion(r -> r.functionName(function)).version())
                        .isEqualTo("1");
                assertThat(answer(second, function + ":1")).isEqualTo("\"two 1\"");

                Path mark = folder.resolve("mark");
                second.invoke(r -> r.functionName(function)
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String("{\"mark\": \"" + mark + "\"}")));
                Eventually.holds(() -> Files.exists(mark));

                mustAnswer(first, second, function); // since the last change
                database.kill();
                mustAnswer(first, second, function);
                assertThatThrownBy(first::listFunctions)
                        .isInstanceOfSatisfying(
                                LambdaException.class,
                                e -> assertThat(e.statusCode()).isEqualTo(503));
                database.start();
                Eventually.holds(() -> lists(first) && lists(second));
            }
        }
    }

    private static void mustAnswer(LambdaClient first, LambdaClient second, String function) {
        assertThat(answer(first, function)).isEqualTo("\"two $LATEST\"");
        assertThat(answer(second, function)).isEqualTo("\"two $LATEST\"");
    }

    private HearthProcess start(String name, Map<String, String> shared, TestingS3 objects) throws Exception {
        return HearthProcess.start(
                Files.createDirectory(folder.resolve(name)),
                shared,
                "--sandbox",
                "process",
                "--s3-endpoint",
                objects.endpoint().toString(),
                "--s3-region",
                TestingS3.REGION,
                "--s3-access-key-id",
                TestingS3.ONE.id(),
                "--s3-secret-access-key",
                TestingS3.ONE.secret(),
                "--s3-package-bucket",
                "code");
    }

    private static String answer(LambdaClient client, String function) {
        String[] parts = function.split(":", 2);
        return client.invoke(r -> r.functionName(parts[0])
                        .qualifier(parts.length > 1 ? parts[1] : null)
                        .payload(SdkBytes.fromUtf8String("{}")))
                .payload()
                .asUtf8String();
    }

    private static boolean lists(LambdaClient client) {
        try {
            return client.listFunctions().functions().size() == 1;
        } catch (LambdaException notYet) {
            assertThat(notYet.statusCode()).isEqualTo(503);
            return false;
        }
    }
}
