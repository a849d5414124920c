package dev.hearth.controlplane.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;

final class RequestModelTest {
    private static final String FAILED = "' failed to satisfy constraint: ";
    private static final String READ_NAME = "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?"
            + "-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)"
            + "(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
    private static final String LAYER_VERSION = "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|"
            + "(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)"
            + "|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:"
            + "[a-zA-Z0-9-_]+)";

    private final RequestModel model = RequestModel.load();

    @Test
    void everyShapeOfTheRulesIsOneOfTheSdk() throws ClassNotFoundException {
        String place = CreateFunctionRequest.class.getPackageName() + ".";
        for (String shape : model.shapes()) {
            assertThat(Class.forName(place + shape)).isAssignableTo(SdkPojo.class);
        }
    }

    @Test
    void allThatIsBrokenIsCountedAndToldTogether() {
        refused(
                GetFunctionRequest.builder()
                        .functionName("f!")
                        .qualifier("invalid!")
                        .build(),
                "2 validation errors detected: Value 'f!' at 'functionName" + FAILED
                        + "Member must satisfy regular expression pattern: " + READ_NAME
                        + "; Value 'invalid!' at 'qualifier" + FAILED
                        + "Member must satisfy regular expression pattern: "
                        + "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
    }

    @Test
    void nestedMembersAreToldByTheirPaths() {
        CreateFunctionRequest.Builder request = function();
        refused(
                request.ephemeralStorage(storage -> storage.size(1))
                        .fileSystemConfigs(FileSystemConfig.builder()
                                .localMountPath("/tmp")
                                .build())
                        .build(),
                "3 validation errors detected: Value null at 'fileSystemConfigs.1.member.arn" + FAILED
                        + "Member must not be null; Value '/tmp' at 'fileSystemConfigs.1.member.localMountPath"
                        + FAILED + "Member must satisfy regular expression pattern: /mnt/[a-zA-Z0-9-_.]+; Value '1' at"
                        + " 'ephemeralStorage.size" + FAILED
                        + "Member must have value greater than or equal to 512");
    }

    @Test
    void elementsAreToldWithTheirList() {
        refused(
                function().architecturesWithStrings("X86_64").build(),
                one("'[X86_64]'", "architectures")
                        + "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member"
                        + " must not be null]");
        refused(
                function().architecturesWithStrings("x86_64", "arm64").build(),
                one("'[x86_64, arm64]'", "architectures") + "Member must have length less than or equal to 1");
        refused(
                function()
                        .layers("arn:aws:lambda:us-east-1:111111111111:layer:l")
                        .build(),
                one("'[arn:aws:lambda:us-east-1:111111111111:layer:l]'", "layers")
                        + "Member must satisfy constraint: [Member must have length less than or equal to 2048, Member"
                        + " must have length greater than or equal to 1, Member must satisfy regular expression"
                        + " pattern: " + LAYER_VERSION + ", Member must not be null]");
        refused(
                function()
                        .vpcConfig(vpc -> vpc.subnetIds("bad").securityGroupIds("sg-1"))
                        .build(),
                one("'[bad]'", "vpcConfig.subnetIds")
                        + "Member must satisfy constraint: [Member must have length less than or equal to 1024, Member"
                        + " must have length greater than or equal to 0, Member must satisfy regular expression"
                        + " pattern: subnet-[0-9a-z]*, Member must not be null]");
    }

    @Test
    void keysAndValuesOfMapsAreToldWithTheirMap() {
        refused(
                alias(Map.of("2", 2.0)),
                one("'{2=2.0}'", "routingConfig.additionalVersionWeights")
                        + "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member"
                        + " must have value greater than or equal to 0.0, Member must not be null]");
        refused(
                alias(Map.of("$LATEST", 0.5)),
                one("'{$LATEST=0.5}'", "routingConfig.additionalVersionWeights")
                        + "Map keys must satisfy constraint: [Member must have length less than or equal to 1024,"
                        + " Member must have length greater than or equal to 1, Member must satisfy regular expression"
                        + " pattern: [0-9]+]");
    }

    @Test
    void variablesAreSecret() {
        refused(
                function()
                        .environment(environment -> environment.variables(Map.of("1", "secret")))
                        .build(),
                "1 validation error detected: Value at 'environment.variables" + FAILED
                        + "Map keys must satisfy constraint: [Member must satisfy regular expression pattern:"
                        + " [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]");
    }

    @Test
    void enumsAreToldInTheServicesOwnOrder() {
        refused(
                CreateEventSourceMappingRequest.builder()
                        .functionName("f")
                        .startingPosition("invalid")
                        .build(),
                one("'invalid'", "startingPosition")
                        + "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
        refused(
                PutFunctionRecursionConfigRequest.builder()
                        .functionName("f")
                        .recursiveLoop("InvalidValue")
                        .build(),
                one("'InvalidValue'", "recursiveLoop") + "Member must satisfy enum value set: [Terminate, Allow]");
        refused(
                CreateFunctionUrlConfigRequest.builder()
                        .functionName("f")
                        .authType("NONE")
                        .invokeMode("UNKNOWN")
                        .build(),
                one("'UNKNOWN'", "invokeMode") + "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]");
    }

    @Test
    void arnsAreThoseOfAllPartitions() {
        refused(
                GetLayerVersionByArnRequest.builder().arn("arn:x").build(),
                one("'arn:x'", "arn") + "Member must satisfy regular expression pattern: " + LAYER_VERSION);
        refused(
                PutFunctionEventInvokeConfigRequest.builder()
                        .functionName("f")
                        .destinationConfig(config -> config.onFailure(failure -> failure.destination("arn:aws:_-/!")))
                        .build(),
                one("'arn:aws:_-/!'", "destinationConfig.onFailure.destination")
                        + "Member must satisfy regular expression pattern:"
                        + " $|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:"
                        + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)");
        model.check(TagResourceRequest.builder()
                .resource("arn:aws-eusc:lambda:eusc-de-east-1:111111111111:function:f")
                .tags(Map.of("a", "b"))
                .build());
    }

    @Test
    void runtimesOfLayersAreToldAsAWhole() {
        assertThatThrownBy(() -> model.check(PublishLayerVersionRequest.builder()
                        .layerName("l")
                        .content(content -> content.zipFile(SdkBytes.fromUtf8String("zip")))
                        .compatibleRuntimesWithStrings(List.of("invalidruntime"))
                        .compatibleArchitecturesWithStrings(List.of("invalidarch"))
                        .build()))
                .hasMessageStartingWith("2 validation errors detected: Value '[invalidruntime]' at 'compatibleRuntimes"
                        + FAILED + "Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, ")
                .hasMessageContaining("Value '[invalidarch]' at 'compatibleArchitectures" + FAILED
                        + "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member"
                        + " must not be null]");
    }

    @Test
    void whatIsMissingIsNull() {
        refused(
                UntagResourceRequest.builder()
                        .resource("arn:aws:lambda:us-east-1:111111111111:function:f")
                        .build(),
                "1 validation error detected: Value null at 'tagKeys" + FAILED + "Member must not be null");
    }

    @Test
    void nothingWithinAListOrAMapIsNull() {
        String told = "Member must not be null";
        refused(
                UntagResourceRequest.builder()
                        .resource("arn:aws:lambda:us-east-1:111111111111:function:f")
                        .tagKeys("a", null)
                        .build(),
                one("'[a, null]'", "tagKeys")
                        + "Member must satisfy constraint: [Member must have length less than or equal to 128, Member"
                        + " must have length greater than or equal to 1, Member must satisfy regular expression"
                        + " pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*), " + told + "]");
        refused(
                function().fileSystemConfigs((FileSystemConfig) null).build(),
                one("null", "fileSystemConfigs.1.member") + told);
        refused(
                function().imageConfig(image -> image.command("a", null)).build(),
                one("'[a, null]'", "imageConfig.command") + "Member must satisfy constraint: [" + told + "]");
        Map<String, String> variables = new HashMap<>();
        variables.put("AB", null);
        refused(
                function()
                        .environment(environment -> environment.variables(variables))
                        .build(),
                "1 validation error detected: Value at 'environment.variables" + FAILED
                        + "Map value must satisfy constraint: [" + told + "]");
    }

    private static String one(String value, String member) {
        return "1 validation error detected: Value " + value + " at '" + member + FAILED;
    }

    private static CreateFunctionRequest.Builder function() {
        return CreateFunctionRequest.builder()
                .functionName("f")
                .role("arn:aws:iam::111111111111:role/r")
                .code(code -> code.zipFile(SdkBytes.fromUtf8String("zip")));
    }

    private static CreateAliasRequest alias(Map<String, Double> weights) {
        return CreateAliasRequest.builder()
                .functionName("f")
                .name("a")
                .functionVersion("1")
                .routingConfig(routing -> routing.additionalVersionWeights(weights))
                .build();
    }

    private void refused(SdkPojo request, String message) {
        assertThatThrownBy(() -> model.check(request))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION))
                .hasMessage(message);
    }
}
