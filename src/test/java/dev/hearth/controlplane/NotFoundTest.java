package dev.hearth.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hearth.base.json.Json;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.ShapeDocuments;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Every operation with each part missing in turn: what is said of what is not there differs by operation, and tools
 * match on it. There is a function {@code f} with a version 1 and an alias {@code live} that have no settings of any
 * kind, and a layer {@code l} with a version 1. An answer that begins with {@code !} is another error than that nothing
 * was found.
 */
final class NotFoundTest {
    private static final String NONE = "arn:aws:lambda:us-east-1:000000000000:function:none";
    private static final String F = "arn:aws:lambda:us-east-1:000000000000:function:f";
    private static final String FUNCTION = "Function not found: ";
    private static final String ALIAS = "Cannot find alias arn: ";
    private static final String RESOURCE = "The resource you requested does not exist.";
    private static final String NO_FUNCTION = "The function doesn't exist.";
    private static final String URL_FUNCTION = "Function does not exist";
    private static final String CSC = "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg";
    private static final String NO_CSC = "The Lambda code signing configuration " + CSC + " can not be found.";
    private static final String MAPPING =
            "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:00000000-0000-4000-8000-000000000000";
    private static final String LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** @param request its members as JSON, in apostrophes */
    private record Case(String operation, String request, String told) {}

    private static Case of(String operation, String request, String told) {
        return new Case(operation, request.replace('\'', '"'), told);
    }

    private static final List<Case> FUNCTIONS = List.of(
            of("GetFunction", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("GetFunction", "{'FunctionName':'none','Qualifier':'$LATEST'}", FUNCTION + NONE + ":$LATEST"),
            of("GetFunction", "{'FunctionName':'f','Qualifier':'7'}", FUNCTION + F + ":7"),
            of("GetFunction", "{'FunctionName':'f','Qualifier':'a'}", FUNCTION + F + ":a"),
            of("GetFunctionConfiguration", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("GetFunctionConfiguration", "{'FunctionName':'f','Qualifier':'7'}", FUNCTION + F + ":7"),
            of("DeleteFunction", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("DeleteFunction", "{'FunctionName':'none','Qualifier':'7'}", FUNCTION + NONE),
            of("DeleteFunction", "{'FunctionName':'none','Qualifier':'$latest'}", FUNCTION + NONE),
            of(
                    "DeleteFunction",
                    "{'FunctionName':'none','Qualifier':'a'}",
                    "!Deletion of aliases is not currently supported."),
            of("UpdateFunctionCode", "{'FunctionName':'none','S3Bucket':'bucket','S3Key':'key'}", FUNCTION + NONE),
            of("UpdateFunctionConfiguration", "{'FunctionName':'none','Timeout':5}", FUNCTION + NONE),
            of("PublishVersion", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("ListVersionsByFunction", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("ListTags", "{'Resource':'" + NONE + "'}", FUNCTION + NONE),
            of("TagResource", "{'Resource':'" + NONE + "','Tags':{'a':'b'}}", FUNCTION + NONE),
            of("UntagResource", "{'Resource':'" + NONE + "','tagKeys':['a']}", FUNCTION + NONE),
            of("GetRuntimeManagementConfig", "{'FunctionName':'none'}", FUNCTION + NONE + ":$LATEST"),
            of("GetFunctionRecursionConfig", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("PutFunctionRecursionConfig", "{'FunctionName':'none','RecursiveLoop':'Allow'}", FUNCTION + NONE));

    private static final List<Case> ALIASES = List.of(
            of("CreateAlias", "{'FunctionName':'none','Name':'a','FunctionVersion':'1'}", FUNCTION + NONE + ":1"),
            of(
                    "CreateAlias",
                    "{'FunctionName':'none','Name':'a','FunctionVersion':'$LATEST'}",
                    FUNCTION + NONE + ":$LATEST"),
            of("CreateAlias", "{'FunctionName':'f','Name':'a','FunctionVersion':'7'}", FUNCTION + F + ":7"),
            of(
                    "CreateAlias",
                    "{'FunctionName':'f','Name':'a','FunctionVersion':'1',"
                            + "'RoutingConfig':{'AdditionalVersionWeights':{'7':0.5}}}",
                    FUNCTION + F + ":7"),
            of("GetAlias", "{'FunctionName':'f','Name':'a'}", ALIAS + F + ":a"),
            of("GetAlias", "{'FunctionName':'none','Name':'a'}", ALIAS + NONE + ":a"),
            of("UpdateAlias", "{'FunctionName':'f','Name':'a'}", "Alias not found: " + F + ":a"),
            of("UpdateAlias", "{'FunctionName':'none','Name':'a'}", "Alias not found: " + NONE + ":a"),
            of("UpdateAlias", "{'FunctionName':'f','Name':'live','FunctionVersion':'7'}", FUNCTION + F + ":7"),
            of("DeleteAlias", "{'FunctionName':'none','Name':'a'}", FUNCTION + NONE),
            of("ListAliases", "{'FunctionName':'none'}", FUNCTION + NONE));

    private static final List<Case> CONCURRENCY = List.of(
            of(
                    "PutFunctionConcurrency",
                    "{'FunctionName':'none','ReservedConcurrentExecutions':1}",
                    FUNCTION + NONE + ":$LATEST"),
            of("GetFunctionConcurrency", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("DeleteFunctionConcurrency", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("ListProvisionedConcurrencyConfigs", "{'FunctionName':'none'}", FUNCTION + NONE),
            of(
                    "PutProvisionedConcurrencyConfig",
                    "{'FunctionName':'none','Qualifier':'a','ProvisionedConcurrentExecutions':1}",
                    ALIAS + NONE + ":a"),
            of(
                    "PutProvisionedConcurrencyConfig",
                    "{'FunctionName':'f','Qualifier':'a','ProvisionedConcurrentExecutions':1}",
                    ALIAS + F + ":a"),
            of(
                    "PutProvisionedConcurrencyConfig",
                    "{'FunctionName':'f','Qualifier':'7','ProvisionedConcurrentExecutions':1}",
                    FUNCTION + F + ":7"),
            of("GetProvisionedConcurrencyConfig", "{'FunctionName':'none','Qualifier':'a'}", ALIAS + NONE + ":a"),
            of("GetProvisionedConcurrencyConfig", "{'FunctionName':'f','Qualifier':'7'}", FUNCTION + F + ":7"),
            of(
                    "GetProvisionedConcurrencyConfig",
                    "{'FunctionName':'f','Qualifier':'1'}",
                    "!No Provisioned Concurrency Config found for this function"),
            of("DeleteProvisionedConcurrencyConfig", "{'FunctionName':'f','Qualifier':'a'}", ALIAS + F + ":a"),
            of("DeleteProvisionedConcurrencyConfig", "{'FunctionName':'none','Qualifier':'1'}", FUNCTION + NONE + ":1"),
            of("DeleteProvisionedConcurrencyConfig", "{'FunctionName':'f','Qualifier':'7'}", FUNCTION + F + ":7"));

    private static final List<Case> POLICIES = List.of(
            of("GetPolicy", "{'FunctionName':'none'}", RESOURCE),
            of("GetPolicy", "{'FunctionName':'f'}", RESOURCE),
            of("GetPolicy", "{'FunctionName':'f','Qualifier':'7'}", RESOURCE),
            of("GetPolicy", "{'FunctionName':'f','Qualifier':'a'}", RESOURCE),
            of("AddPermission", permission("'FunctionName':'none'"), FUNCTION + NONE),
            of("AddPermission", permission("'FunctionName':'f','Qualifier':'7'"), FUNCTION + F + ":7"),
            of("AddPermission", permission("'FunctionName':'f','Qualifier':'a'"), ALIAS + F + ":a"),
            of("AddPermission", permission("'FunctionName':'none','Qualifier':'a'"), ALIAS + NONE + ":a"),
            of("AddPermission", permission("'FunctionName':'f','Qualifier':'with-$-in'"), FUNCTION + F + ":with-$-in"),
            of("RemovePermission", "{'FunctionName':'none','StatementId':'s'}", "No policy found for: " + NONE),
            of(
                    "RemovePermission",
                    "{'FunctionName':'f','StatementId':'s'}",
                    "No policy is associated with the given resource."),
            of("RemovePermission", "{'FunctionName':'f','StatementId':'s','Qualifier':'a'}", ALIAS + F + ":a"));

    private static String permission(String of) {
        return "{" + of + ",'StatementId':'s','Action':'lambda:InvokeFunction','Principal':'s3.amazonaws.com'}";
    }

    private static final List<Case> SETTINGS = List.of(
            of("GetFunctionEventInvokeConfig", "{'FunctionName':'none'}", noConfig(NONE + ":$LATEST")),
            of("GetFunctionEventInvokeConfig", "{'FunctionName':'f'}", noConfig(F + ":$LATEST")),
            of("GetFunctionEventInvokeConfig", "{'FunctionName':'f','Qualifier':'a'}", noConfig(F + ":a")),
            of("DeleteFunctionEventInvokeConfig", "{'FunctionName':'none'}", noConfig(NONE + ":$LATEST")),
            of("DeleteFunctionEventInvokeConfig", "{'FunctionName':'f'}", noConfig(F + ":$LATEST")),
            of("PutFunctionEventInvokeConfig", retries("'FunctionName':'none'"), NO_FUNCTION),
            of("PutFunctionEventInvokeConfig", retries("'FunctionName':'f','Qualifier':'a'"), NO_FUNCTION),
            of("UpdateFunctionEventInvokeConfig", retries("'FunctionName':'none'"), NO_FUNCTION),
            of("UpdateFunctionEventInvokeConfig", retries("'FunctionName':'f'"), noConfig(F + ":$LATEST")),
            of(
                    "UpdateFunctionEventInvokeConfig",
                    retries("'FunctionName':'f','Qualifier':'live'"),
                    noConfig(F + ":live")),
            of("ListFunctionEventInvokeConfigs", "{'FunctionName':'none'}", NO_FUNCTION),
            of("CreateFunctionUrlConfig", "{'FunctionName':'none','AuthType':'NONE'}", URL_FUNCTION),
            of("CreateFunctionUrlConfig", "{'FunctionName':'f','Qualifier':'a','AuthType':'NONE'}", URL_FUNCTION),
            of("GetFunctionUrlConfig", "{'FunctionName':'none'}", RESOURCE),
            of("GetFunctionUrlConfig", "{'FunctionName':'f','Qualifier':'a'}", RESOURCE),
            of("DeleteFunctionUrlConfig", "{'FunctionName':'none'}", RESOURCE),
            of("DeleteFunctionUrlConfig", "{'FunctionName':'f'}", RESOURCE),
            of("UpdateFunctionUrlConfig", "{'FunctionName':'none','AuthType':'NONE'}", URL_FUNCTION),
            of("UpdateFunctionUrlConfig", "{'FunctionName':'f','Qualifier':'a'}", URL_FUNCTION),
            of("UpdateFunctionUrlConfig", "{'FunctionName':'f'}", RESOURCE),
            of("ListFunctionUrlConfigs", "{'FunctionName':'none'}", URL_FUNCTION));

    private static String retries(String of) {
        return "{" + of + ",'MaximumRetryAttempts':1}";
    }

    private static String noConfig(String arn) {
        return "The function " + arn + " doesn't have an EventInvokeConfig";
    }

    private static final List<Case> OTHERS = List.of(
            of("GetCodeSigningConfig", "{'CodeSigningConfigArn':'" + CSC + "'}", NO_CSC),
            of("UpdateCodeSigningConfig", "{'CodeSigningConfigArn':'" + CSC + "'}", NO_CSC),
            of("DeleteCodeSigningConfig", "{'CodeSigningConfigArn':'" + CSC + "'}", NO_CSC),
            of("ListFunctionsByCodeSigningConfig", "{'CodeSigningConfigArn':'" + CSC + "'}", NO_CSC),
            of(
                    "PutFunctionCodeSigningConfig",
                    "{'FunctionName':'none','CodeSigningConfigArn':'" + CSC + "'}",
                    "!The code signing configuration cannot be found. Check that the provided configuration is not"
                            + " deleted: " + CSC + "."),
            of("GetFunctionCodeSigningConfig", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("DeleteFunctionCodeSigningConfig", "{'FunctionName':'none'}", FUNCTION + NONE),
            of("GetEventSourceMapping", "{'UUID':'00000000-0000-4000-8000-000000000000'}", RESOURCE),
            of("UpdateEventSourceMapping", "{'UUID':'00000000-0000-4000-8000-000000000000'}", RESOURCE),
            of("DeleteEventSourceMapping", "{'UUID':'00000000-0000-4000-8000-000000000000'}", RESOURCE),
            of(
                    "CreateEventSourceMapping",
                    "{'FunctionName':'none','EventSourceArn':'arn:aws:sqs:us-east-1:000000000000:q'}",
                    "!Function does not exist"),
            of("ListTags", "{'Resource':'" + MAPPING + "'}", "Event source mapping not found: " + MAPPING),
            of(
                    "TagResource",
                    "{'Resource':'" + MAPPING + "','Tags':{'a':'b'}}",
                    "Event source mapping not found: " + MAPPING),
            of("ListTags", "{'Resource':'" + CSC + "'}", NO_CSC),
            of("GetLayerVersion", "{'LayerName':'none','VersionNumber':1}", RESOURCE),
            of("GetLayerVersion", "{'LayerName':'l','VersionNumber':7}", RESOURCE),
            of("GetLayerVersionByArn", "{'Arn':'" + LAYER + "l:7'}", RESOURCE),
            of(
                    "GetLayerVersionPolicy",
                    "{'LayerName':'l','VersionNumber':1}",
                    "No policy is associated with the given resource."),
            of(
                    "GetLayerVersionPolicy",
                    "{'LayerName':'none','VersionNumber':1}",
                    "Layer version " + LAYER + "none:1 does not exist."),
            of(
                    "RemoveLayerVersionPermission",
                    "{'LayerName':'l','VersionNumber':7,'StatementId':'s'}",
                    "Layer version " + LAYER + "l:7 does not exist."),
            of(
                    "AddLayerVersionPermission",
                    "{'LayerName':'l','VersionNumber':7,'StatementId':'s','Action':'lambda:GetLayerVersion',"
                            + "'Principal':'*'}",
                    "Layer version " + LAYER + "l:7 does not exist."));

    @TestFactory
    Stream<DynamicTest> whatIsNotThereIsToldByWhatItIs() throws IOException {
        TestingControlPlane control = new TestingControlPlane(folder);
        control.populate();
        control.call(
                software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse.class,
                software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest.builder()
                        .layerName("l")
                        .content(content -> content.zipFile(TestingControlPlane.ZIP))
                        .build());
        return Stream.of(FUNCTIONS, ALIASES, CONCURRENCY, POLICIES, SETTINGS, OTHERS)
                .flatMap(List::stream)
                .map(one -> dynamicTest(one.operation() + one.request(), () -> check(control, one)))
                .onClose(control::close);
    }

    private static void check(TestingControlPlane control, Case one) {
        Operation<?, ?> operation = control.operations().stream()
                .filter(candidate -> candidate.name().equals(one.operation()))
                .findFirst()
                .orElseThrow();
        LambdaRequest request = (LambdaRequest) ((Buildable) ShapeDocuments.read(
                        Json.parseObject(one.request()), operation.newRequest().get()))
                .build();
        Throwable thrown = catchThrowable(() -> control.call(LambdaResponse.class, request));
        assertThat(thrown).isInstanceOf(ServiceException.class);
        boolean found = one.told().startsWith("!");
        assertThat(thrown.getMessage()).isEqualTo(found ? one.told().substring(1) : one.told());
        if (!found) {
            assertThat(((ServiceException) thrown).code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
        }
    }
}
