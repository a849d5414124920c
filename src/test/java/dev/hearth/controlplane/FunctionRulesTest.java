package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** What functions may be like: the error of each rule, and that no request whatever is a failure of ours. */
final class FunctionRulesTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void saysWhatTheModelForbids() {
        validation(
                f -> f.memorySize(32769),
                "Value '32769' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal"
                        + " to 32768");
        invalid(
                f -> f.memorySize(10241),
                "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240");
        validation(f -> f.memorySize(127), "at 'memorySize'");
        validation(f -> f.timeout(0), "at 'timeout'");
        validation(f -> f.timeout(901), "at 'timeout'");
        validation(f -> f.role("r1"), "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular");
        validation(f -> f.role(null), "Value null at 'role'");
        validation(f -> f.functionName(null), "Value null at 'functionName'");
        validation(f -> f.code((FunctionCode) null), "Value null at 'code'");
        validation(f -> f.functionName("not a name"), "Value 'not a name' at 'functionName'");
        validation(f -> f.functionName("f".repeat(141)), "length less than or equal to 140");
        validation(f -> f.handler("has space"), "at 'handler'");
        validation(f -> f.handler("h".repeat(129)), "at 'handler'");
        validation(f -> f.description("d".repeat(257)), "at 'description'");
        validation(f -> f.ephemeralStorage(e -> e.size(511)), "at 'ephemeralStorage.size'");
        validation(f -> f.ephemeralStorage(e -> e.size(10241)), "at 'ephemeralStorage.size'");
        validation(f -> f.ephemeralStorage(e -> e.size(null)), "Value null at 'ephemeralStorage.size'");
        validation(f -> f.architecturesWithStrings("X86_64"), "Value '[X86_64]' at 'architectures'");
        validation(f -> f.architecturesWithStrings("x86_64", "arm64"), "length less than or equal to 1");
        validation(f -> f.architecturesWithStrings(List.of()), "at 'architectures'");
        validation(f -> f.snapStart(s -> s.applyOn("x")), "Value 'x' at 'snapStart.applyOn'");
        validation(f -> f.tracingConfig(s -> s.mode("x")), "at 'tracingConfig.mode'");
        validation(f -> f.loggingConfig(s -> s.logGroup("a b")), "at 'loggingConfig.logGroup'");
        validation(f -> f.environment(e -> e.variables(Map.of("1A", "x"))), "at 'environment.variables'");
        validation(f -> f.environment(e -> e.variables(Collections.singletonMap("AA", null))), "at 'environment");
        validation(f -> f.packageType("Tar"), "at 'packageType'");
    }

    @Test
    void saysWhatLambdaForbids() {
        invalid(
                f -> f.functionName("f".repeat(65)),
                "1 validation error detected: Value '" + "f".repeat(65) + "' at 'functionName' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 64");
        invalid(
                f -> f.runtime("python9"),
                "Value python9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
                        + "[python3.13, nodejs22.x, dotnet8, provided.al2023] or be a valid ARN");
        invalid(f -> f.runtime("python3.6"), "The runtime parameter of python3.6 is no longer supported");
        invalid(f -> f.runtime("dotnet8"), "'hearth runtimes' shows what it can run");
        String mandatory = "Runtime and Handler are mandatory parameters";
        invalid(f -> f.runtime((String) null), mandatory);
        invalid(f -> f.handler(null), mandatory);
        invalid(
                f -> f.environment(e -> e.variables(Map.of("AWS_REGION", "x"))),
                "Lambda was unable to configure your environment variables because the environment variables you have "
                        + "provided contains reserved keys that are currently not supported for modification. Reserved "
                        + "keys used in this request: AWS_REGION");
        invalid(
                f -> f.environment(e -> e.variables(Map.of("BIG", "x".repeat(4087)))),
                "exceeded the 4KB limit. String measured: {\"BIG\":\"xxx");
        accepted(f -> f.environment(e -> e.variables(Map.of("BIG", "x".repeat(4086)))));
        invalid(f -> f.architecturesWithStrings("arm64"), "can't run functions for the architecture arm64");
        invalid(
                f -> f.layers("arn:aws:lambda:us-east-1:000000000000:layer:l:1"),
                "Layer version arn:aws:lambda:us-east-1:000000000000:layer:l:1 does not exist.");
        invalid(
                f -> f.code(c -> c.s3Bucket("bucket").s3Key("none")),
                "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not"
                        + " exist.");
        invalid(
                f -> f.code(c -> c.s3Bucket("No_bucket").s3Key("k")),
                "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket"
                        + " does not exist");
        String pair = "S3 Bucket and Key are required for uploading with S3 parameters.";
        invalid(f -> f.code(c -> c.s3Bucket("bucket")), pair);
        invalid(f -> f.code(c -> c.s3Key("key")), pair);
        invalid(
                f -> f.code(c ->
                        c.zipFile(TestingControlPlane.ZIP).s3Bucket("bucket").s3Key("k")),
                "Please do not provide other FunctionCode parameters");
        validation(f -> f.code(c -> c.s3Bucket("b").s3Key("k")), "Value 'b' at 'code.s3Bucket'");
        validation(f -> f.code(c -> c.s3Bucket("bucket").s3Key("")), "Value '' at 'code.s3Key'");
        invalid(
                f -> f.code(c -> c.imageUri("i")),
                "Please don't provide ImageUri when creating a function with packageType Zip.");
        invalid(f -> f.code(c -> c.zipFile(null)), "Please provide a source for function code.");
        invalid(
                f -> f.code(c -> c.zipFile(SdkBytes.fromUtf8String("no zip"))),
                "Could not unzip uploaded file. Please check your file, then try to upload again.");
        invalid(
                f -> f.loggingConfig(l -> l.logFormat("Text").systemLogLevel("INFO")),
                "LogLevel is not supported when LogFormat is set to \"Text\"");
        invalid(f -> f.tags(Map.of("aws:x", "y")), "reserved for AWS");
        refused(
                ErrorCode.RESOURCE_NOT_FOUND,
                f -> f.functionName("arn:aws:lambda:eu-west-1:000000000000:function:f"),
                "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
        refused(
                ErrorCode.ACCESS_DENIED,
                f -> f.functionName("arn:aws:lambda:us-east-1:111111111111:function:f"),
                "is not authorized");
        refused(
                ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                f -> f.code(c -> c.zipFile(SdkBytes.fromByteArrayUnsafe(new byte[52_428_801]))),
                "Zipped size must be smaller than 52428800 bytes");
        accepted(f -> f.functionName("taken"));
        refused(ErrorCode.RESOURCE_CONFLICT, f -> f.functionName("taken"), "Function already exist: taken");
    }

    @Test
    void deadLettersGoToStandardQueuesAndTopicsOfTheRegion() {
        String begin = "Invalid dead letter queue ARN: ";
        String service =
                begin + "The service specified by the TargetArn is not supported for dead letter configuration.";
        invalid(f -> f.deadLetterConfig(d -> d.targetArn("arn:aws:lambda:us-east-1:000000000000:function:f")), service);
        invalid(f -> f.deadLetterConfig(d -> d.targetArn("arn:aws:sqs:q")), service);
        invalid(
                f -> f.deadLetterConfig(d -> d.targetArn("arn:aws:sqs:eu-west-1:000000000000:q")),
                begin
                        + "The resource specified by the TargetArn must be in the same region as the Lambda "
                        + "function it's associated with.");
        invalid(
                f -> f.deadLetterConfig(d -> d.targetArn("arn:aws:sqs:us-east-1:000000000000:q.fifo")),
                begin + "FIFO SQS queue is not supported for dead letter configuration");
        validation(f -> f.deadLetterConfig(d -> d.targetArn("q")), "Value 'q' at 'deadLetterConfig.targetArn'");
        CreateFunctionResponse created = control.call(
                CreateFunctionResponse.class,
                creation("f")
                        .deadLetterConfig(d -> d.targetArn("arn:aws:sns:us-east-1:000000000000:t"))
                        .build());
        assertThat(created.deadLetterConfig().targetArn()).endsWith(":t");
        control.awaitFinished("f");
        assertThat(control.call(
                                UpdateFunctionConfigurationResponse.class,
                                UpdateFunctionConfigurationRequest.builder()
                                        .functionName("f")
                                        .deadLetterConfig(d -> d.targetArn(""))
                                        .build())
                        .deadLetterConfig())
                .as("an empty target is none")
                .isNull();
    }

    @Test
    void nothingIsPublishedToWhereNoFunctionIs() {
        String message = "PublishTo is not supported for functions without a capacity provider.";
        validation(f -> f.publishTo("x"), "Value 'x' at 'publishTo'");
        invalid(f -> f.publish(true).publishTo("LATEST_PUBLISHED"), message);
        accepted(f -> f.functionName("g"));
        control.awaitFinished("g");
        TestingControlPlane.refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> control.call(
                        PublishVersionResponse.class,
                        PublishVersionRequest.builder()
                                .functionName("g")
                                .publishTo("LATEST_PUBLISHED")
                                .build()),
                message);
        TestingControlPlane.refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> control.call(
                        UpdateFunctionCodeResponse.class,
                        UpdateFunctionCodeRequest.builder()
                                .functionName("g")
                                .zipFile(TestingControlPlane.ZIP)
                                .publishTo("LATEST_PUBLISHED")
                                .build()),
                message);
    }

    @Test
    void acceptsTheLimitsThemselves() {
        accepted(f -> f.functionName("f".repeat(64)).memorySize(10240).timeout(900));
        accepted(f -> f.functionName("arn:aws:lambda:us-east-1:000000000000:function:by-arn")
                .memorySize(128)
                .timeout(1)
                .ephemeralStorage(e -> e.size(10240))
                .description("ü".repeat(256))
                .handler("h".repeat(128))
                .architecturesWithStrings("x86_64"));
        accepted(f -> f.functionName("extras")
                .kmsKeyArn("arn:aws:kms:us-east-1:000000000000:key/k")
                .vpcConfig(v -> v.subnetIds("subnet-1").securityGroupIds("sg-1"))
                .deadLetterConfig(d -> d.targetArn("arn:aws:sqs:us-east-1:000000000000:q"))
                .snapStart(s -> s.applyOn("PublishedVersions"))
                .loggingConfig(l -> l.logFormat("JSON").applicationLogLevel("DEBUG")));
    }

    @Test
    void noRequestIsAFailureOfOurs() {
        long seed = Long.getLong("hearth.seed", 20261123L);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            CreateFunctionRequest.Builder request = creation("f" + random.nextInt(50));
            for (int i = random.nextInt(4); i >= 0; i--) {
                disturb(request, random);
            }
            try {
                control.call(CreateFunctionResponse.class, request.build());
            } catch (ServiceException e) {
                assertThat(e.code().category())
                        .as("seed %s round %s: %s", seed, round, e.getMessage())
                        .isEqualTo(ErrorCategory.CALLER);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + request.build(), e);
            }
        }
    }

    private static void disturb(CreateFunctionRequest.Builder request, Random random) {
        String text = text(random);
        Integer number = number(random);
        List<String> texts = new ArrayList<>(Arrays.asList(text, text(random)));
        texts.subList(random.nextInt(3), 2).clear();
        switch (random.nextInt(20)) {
            case 0 -> request.functionName(text);
            case 1 -> request.role(text);
            case 2 -> request.runtime(text);
            case 3 -> request.handler(text);
            case 4 -> request.description(text);
            case 5 -> request.timeout(number);
            case 6 -> request.memorySize(number);
            case 7 -> request.ephemeralStorage(e -> e.size(number));
            case 8 ->
                request.environment(e -> e.variables(Collections.singletonMap(String.valueOf(text(random)), text)));
            case 9 -> request.tags(Collections.singletonMap(String.valueOf(text(random)), text));
            case 10 -> request.architecturesWithStrings(texts);
            case 11 -> request.vpcConfig(v -> v.subnetIds(texts).securityGroupIds(texts));
            case 12 -> request.tracingConfig(t -> t.mode(text));
            case 13 -> request.loggingConfig(l -> l.logGroup(text).logFormat(text(random)));
            case 14 -> request.deadLetterConfig(d -> d.targetArn(text));
            case 15 -> request.kmsKeyArn(text);
            case 16 ->
                request.fileSystemConfigs(List.of(FileSystemConfig.builder()
                        .arn(text)
                        .localMountPath(text(random))
                        .build()));
            case 17 -> request.snapStart(s -> s.applyOn(text));
            case 18 -> request.layers(texts);
            default -> request.packageType(text);
        }
    }

    private static String text(Random random) {
        String[] texts = {
            null,
            "",
            " ",
            "a",
            "f:1",
            "f:$LATEST",
            "python3.13",
            "Zip",
            "Image",
            "x86_64",
            "arm64",
            "None",
            "Active",
            "JSON",
            "/aws/lambda/x",
            "/mnt/x",
            "x\0y",
            "\ud800",
            "日本",
            "a".repeat(64),
            "a".repeat(5000),
            "AWS_REGION",
            "arn:aws:iam::000000000000:role/r",
            "arn:aws:sqs:us-east-1:000000000000:q",
            "../../etc/passwd",
            "${x}",
            "%s"
        };
        return texts[random.nextInt(texts.length)];
    }

    private static Integer number(Random random) {
        Integer[] numbers = {null, Integer.MIN_VALUE, -1, 0, 1, 127, 128, 512, 900, 901, 10240, 10241, Integer.MAX_VALUE
        };
        return numbers[random.nextInt(numbers.length)];
    }

    private void accepted(UnaryOperator<CreateFunctionRequest.Builder> change) {
        assertThat(control.call(
                                CreateFunctionResponse.class,
                                change.apply(creation("accepted")).build())
                        .revisionId())
                .isNotBlank();
    }

    private void validation(UnaryOperator<CreateFunctionRequest.Builder> change, String message) {
        refused(ErrorCode.VALIDATION, change, message);
    }

    private void invalid(UnaryOperator<CreateFunctionRequest.Builder> change, String message) {
        refused(ErrorCode.INVALID_PARAMETER_VALUE, change, message);
    }

    private void refused(ErrorCode code, UnaryOperator<CreateFunctionRequest.Builder> change, String message) {
        assertThatThrownBy(() -> control.call(
                        CreateFunctionResponse.class,
                        change.apply(creation("f")).build()))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
