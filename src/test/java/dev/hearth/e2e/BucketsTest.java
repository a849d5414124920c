package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.s3.S3Client;

/** Code packages that are staged in a bucket first, as deployment tools do. */
@ExtendWith(SharedHearth.class)
class BucketsTest {
    @TempDir
    private Path folder;

    @Test
    void deploysFromABucket(HearthProcess hearth) {
        try (S3Client s3 = s3(hearth);
                LambdaClient lambda = hearth.client()) {
            s3.createBucket(request -> request.bucket("staging"));
            put(s3, "staging", "code.zip", "one");
            Functions functions = new Functions(lambda);
            String name = Functions.name("from-bucket");
            lambda.createFunction(request -> request.functionName(name)
                    .runtime("python3.13")
                    .handler("app.handler")
                    .role(Functions.ROLE)
                    .code(code -> code.s3Bucket("staging").s3Key("code.zip")));
            lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
            assertThat(functions.answer(name, "{}")).isEqualTo("\"one\"");
            put(s3, "staging", "code.zip", "two");
            lambda.updateFunctionCode(
                    request -> request.functionName(name).s3Bucket("staging").s3Key("code.zip"));
            lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
            assertThat(functions.answer(name, "{}")).isEqualTo("\"two\"");
            assertThatThrownBy(() -> lambda.updateFunctionCode(request ->
                            request.functionName(name).s3Bucket("staging").s3Key("none")))
                    .isInstanceOf(InvalidParameterValueException.class)
                    .hasMessageContaining("Error occurred while GetObject. S3 Error Code: NoSuchKey.");
        }
    }

    @Test
    void theAwsCommandCopiesFiles(HearthProcess hearth) throws Exception {
        assumeTrue(Commands.isPresent("aws"), "the aws command is not on this machine");
        Path file = Files.write(folder.resolve("large"), new byte[9 * 1024 * 1024]);
        Path back = folder.resolve("back");
        Map<String, String> environment = new HashMap<>(hearth.environment());
        environment.put("AWS_PAGER", "");
        Commands.run(environment, List.of("aws", "s3", "mb", "s3://copied"));
        Commands.run(environment, List.of("aws", "s3", "cp", file.toString(), "s3://copied/a b/é"));
        assertThat(Commands.run(environment, List.of("aws", "s3", "ls", "--recursive", "s3://copied")))
                .contains("9437184 a b/é");
        Commands.run(environment, List.of("aws", "s3", "cp", "s3://copied/a b/é", back.toString()));
        assertThat(back).hasSameBinaryContentAs(file);
        Commands.run(environment, List.of("aws", "s3", "rb", "--force", "s3://copied"));
    }

    @Test
    void anObjectThatWasStoredSurvivesAKill() throws Exception {
        try (HearthProcess hearth = HearthProcess.start(folder.resolve("data"));
                S3Client s3 = s3(hearth)) {
            s3.createBucket(request -> request.bucket("lasting"));
            s3.putObject(request -> request.bucket("lasting").key("k"), RequestBody.fromString("content"));
            hearth.kill();
        }
        try (HearthProcess again = HearthProcess.start(folder.resolve("data"));
                S3Client s3 = s3(again)) {
            assertThat(s3.getObjectAsBytes(request -> request.bucket("lasting").key("k"))
                            .asUtf8String())
                    .isEqualTo("content");
        }
    }

    private static void put(S3Client s3, String bucket, String key, String answer) {
        s3.putObject(
                request -> request.bucket(bucket).key(key),
                RequestBody.fromBytes(
                        Packages.zip("app.py", "def handler(event, context): return '%s'".formatted(answer))
                                .asByteArrayUnsafe()));
    }

    private static S3Client s3(HearthProcess hearth) {
        Map<String, String> environment = hearth.environment();
        return S3Client.builder()
                .endpointOverride(hearth.endpoint())
                .region(Region.of(environment.getOrDefault("AWS_REGION", "")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        environment.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))))
                .build();
    }
}
