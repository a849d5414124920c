package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.TestRequest;
import dev.hearth.controlplane.TestingControlPlane;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.IamService;
import dev.hearth.neighbours.iam.UnknownRoles;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.neighbours.s3.server.Permission;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;

/** What the conditions of policies may ask of requests, each by a policy that asks for it. */
class GuardTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Caller ROOT = Caller.root(ACCOUNT, "AKIAROOT");
    private static final String OTHER = "arn:aws:lambda:us-east-1:000000000000:function:g";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @SuppressWarnings("NullAway.Init")
    private IamService iam;

    @SuppressWarnings("NullAway.Init")
    private Guard guard;

    @SuppressWarnings("NullAway.Init")
    private Permission buckets;

    @SuppressWarnings("NullAway.Init")
    private Caller ana;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        control = new TestingControlPlane(folder);
        control.create("f", Map.of("team", "blue"));
        control.create("g", Map.of());
        Authorization authorization =
                new Authorization(control.store(), UnknownRoles.ACCOUNT, Time.SYSTEM, Ids.secure());
        iam = IamService.over(control.store(), authorization, Time.SYSTEM, Ids.secure());
        guard = new Guard(
                authorization,
                new FunctionAccess(control.store(), authorization),
                (_, id) -> id.equals("m") ? Optional.of(FUNCTION) : Optional.empty(),
                "us-east-1");
        buckets = Guard.s3(authorization, "us-east-1");
        String made =
                ask(ROOT, "CreateUser", "UserName", "ana", "Tags.member.1.Key", "team", "Tags.member.1.Value", "blue");
        String id = made.substring(made.indexOf("<UserId>") + 8, made.indexOf("</UserId>"));
        ana = new Caller(new Principal.User(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/ana", "ana", id), "AKIAANA");
    }

    @AfterEach
    void close() {
        control.close();
    }

    private String ask(Caller caller, String action, String... parameters) {
        Map<String, List<String>> form = new HashMap<>();
        form.put("Action", List.of(action));
        form.put("Version", List.of("2010-05-08"));
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], List.of(parameters[i + 1]));
        }
        return iam.answer(caller, form, () -> RequestContext.EMPTY, "request");
    }

    /** The only policy of the user. */
    private void policy(String action, String resource, String condition) {
        ask(ROOT, "PutUserPolicy", "UserName", "ana", "PolicyName", "p", "PolicyDocument", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"%s",
                 "Condition":{%s}}]}""".formatted(
                        action, resource, condition));
    }

    private void allowed(String action, LambdaRequest request) {
        assertThatNoException().isThrownBy(() -> guard.lambda(ana, "lambda:" + action, request, new TestRequest()));
    }

    private void refused(String action, LambdaRequest request) {
        assertThatThrownBy(() -> guard.lambda(ana, "lambda:" + action, request, new TestRequest()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }

    private static GetFunctionRequest get(String function) {
        return GetFunctionRequest.builder().functionName(function).build();
    }

    @Test
    void tagsOfTheFunctionAndOfTheCaller() {
        policy("lambda:*", "*", "\"StringEquals\":{\"aws:ResourceTag/team\":\"${aws:PrincipalTag/team}\"}");
        allowed("GetFunction", get("f"));
        allowed("GetFunction", get("f:live"));
        refused("GetFunction", get("g"));
        ask(ROOT, "TagUser", "UserName", "ana", "Tags.member.1.Key", "team", "Tags.member.1.Value", "red");
        refused("GetFunction", get("f"));
    }

    @Test
    void nobodyCreatesFunctionsOfAnotherAccount() {
        CreateFunctionRequest request = CreateFunctionRequest.builder()
                .functionName("arn:aws:lambda:us-east-1:999999999999:function:f")
                .build();
        for (Caller caller : List.of(ROOT, ana)) {
            assertThatThrownBy(() -> guard.lambda(caller, "lambda:CreateFunction", request, new TestRequest()))
                    .isInstanceOfSatisfying(ServiceException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
                        assertThat(e.hasMessage()).isFalse();
                    });
        }
    }

    @Test
    void aQualifierInTheNameOfANewFunctionChangesNothing() {
        policy("lambda:CreateFunction", "arn:aws:lambda:*:*:function:new", "");
        for (String name : List.of("new", "new:$LATEST", "new:1", "new:live")) {
            allowed(
                    "CreateFunction",
                    CreateFunctionRequest.builder().functionName(name).build());
        }
        policy("lambda:CreateFunction", "arn:aws:lambda:*:*:function:new:*", "");
        refused(
                "CreateFunction",
                CreateFunctionRequest.builder().functionName("new:1").build());
    }

    @Test
    void whatTheCallerIs() {
        policy(
                "lambda:*",
                "arn:aws:lambda:*:${aws:PrincipalAccount}:function:f",
                "\"StringEquals\":{\"aws:username\":\"ana\",\"aws:PrincipalType\":\"User\","
                        + "\"aws:userid\":\"${aws:userid}\",\"aws:RequestedRegion\":\"us-east-1\"},"
                        + "\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:user/ana\"},"
                        + "\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.1\"},"
                        + "\"Bool\":{\"aws:SecureTransport\":\"false\"},"
                        + "\"NumericGreaterThan\":{\"aws:EpochTime\":\"1000\"},"
                        + "\"DateLessThan\":{\"aws:CurrentTime\":\"2999-01-01T00:00:00Z\"}");
        allowed("GetFunction", get("f"));
        refused("GetFunction", get("g"));
        policy("lambda:*", "*", "\"StringEquals\":{\"aws:RequestedRegion\":\"eu-west-1\"}");
        refused("GetFunction", get("f"));
    }

    @Test
    void tagsThatTheRequestBringsOrTakesAway() {
        TagResourceRequest blue = TagResourceRequest.builder()
                .resource(FUNCTION)
                .tags(Map.of("team", "blue"))
                .build();
        TagResourceRequest both =
                blue.toBuilder().tags(Map.of("team", "blue", "cost", "1")).build();
        policy(
                "lambda:*",
                FUNCTION,
                "\"StringEquals\":{\"aws:RequestTag/team\":\"blue\",\"aws:ResourceTag/team\":\"blue\"},"
                        + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\"]}");
        allowed("TagResource", blue);
        refused("TagResource", both);
        refused("TagResource", blue.toBuilder().resource(OTHER).build());
        policy("lambda:*", "*", "\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":[\"cost\"]}");
        UntagResourceRequest untag = UntagResourceRequest.builder()
                .resource(FUNCTION)
                .tagKeys("cost")
                .build();
        allowed("UntagResource", untag);
        refused("UntagResource", untag.toBuilder().tagKeys("team").build());
    }

    @Test
    void theFunctionOfAMapping() {
        policy("lambda:*", "*", "\"ArnEquals\":{\"lambda:FunctionArn\":\"" + FUNCTION + "\"}");
        allowed(
                "CreateEventSourceMapping",
                CreateEventSourceMappingRequest.builder().functionName("f").build());
        refused(
                "CreateEventSourceMapping",
                CreateEventSourceMappingRequest.builder().functionName("g").build());
        allowed(
                "DeleteEventSourceMapping",
                DeleteEventSourceMappingRequest.builder().uuid("m").build());
        refused(
                "DeleteEventSourceMapping",
                DeleteEventSourceMappingRequest.builder().uuid("n").build());
    }

    /** Else whoever may configure one function could have all others run. */
    @Test
    void aDestinationOfAFunctionWhoseRoleIsNotHereAsksTheCallersPolicies() {
        PutFunctionEventInvokeConfigRequest put = PutFunctionEventInvokeConfigRequest.builder()
                .functionName("f")
                .destinationConfig(config -> config.onSuccess(on -> on.destination(OTHER)))
                .build();
        policy("lambda:Put*", "*", "\"Bool\":{\"aws:SecureTransport\":\"false\"}");
        refused("PutFunctionEventInvokeConfig", put);
        policy("lambda:*", "*", "\"Bool\":{\"aws:SecureTransport\":\"false\"}");
        allowed("PutFunctionEventInvokeConfig", put);
        policy("lambda:Put*", "*", "\"Bool\":{\"aws:SecureTransport\":\"false\"}");
        ask(ROOT, "CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
                 "Action":"sts:AssumeRole"}]}""");
        allowed("PutFunctionEventInvokeConfig", put);
    }

    @Test
    void theBeginningOfTheKeysThatAreListed() {
        policy("s3:ListBucket", "arn:aws:s3:::b", "\"StringLike\":{\"s3:prefix\":\"home/${aws:username}/*\"}");
        assertThat(lists("prefix=home%2Fana%2Fa")).isTrue();
        assertThat(lists("prefix=home%2Fbob%2Fa")).isFalse();
        assertThat(lists("")).isFalse();
        policy("s3:ListBucket", "arn:aws:s3:::b", "\"NumericLessThanEquals\":{\"s3:max-keys\":\"10\"}");
        assertThat(lists("max-keys=10")).isTrue();
        assertThat(lists("max-keys=11")).isFalse();
    }

    private boolean lists(String query) {
        return buckets.allows(ana, "s3:ListBucket", "arn:aws:s3:::b", new TestRequest("/b", query));
    }

    @Test
    void whatIsAttachedToWhomInIam() {
        String aws = "arn:aws:iam::aws:policy/AWSLambda_FullAccess";
        policy("iam:*", "*", "\"ArnEquals\":{\"iam:PolicyARN\":\"" + aws + "\"}");
        ask(ROOT, "CreateUser", "UserName", "bob", "Tags.member.1.Key", "team", "Tags.member.1.Value", "blue");
        ask(ana, "AttachUserPolicy", "UserName", "bob", "PolicyArn", aws);
        refusedByIam("AttachUserPolicy", "UserName", "bob", "PolicyArn", "arn:aws:iam::aws:policy/AmazonS3FullAccess");
        policy("iam:*", "*", "\"StringEquals\":{\"aws:ResourceTag/team\":\"blue\"}");
        ask(ana, "GetUser", "UserName", "bob");
        ask(ROOT, "UntagUser", "UserName", "bob", "TagKeys.member.1", "team");
        refusedByIam("GetUser", "UserName", "bob");
        policy("iam:*", "*", "\"StringEquals\":{\"iam:PermissionsBoundary\":\"" + aws + "\"}");
        refusedByIam("CreateUser", "UserName", "eve");
        ask(ana, "CreateUser", "UserName", "eve", "PermissionsBoundary", aws);
        policy("iam:*", "*", "\"StringEquals\":{\"aws:RequestTag/team\":\"blue\"}");
        refusedByIam("TagUser", "UserName", "eve", "Tags.member.1.Key", "team", "Tags.member.1.Value", "red");
        ask(ana, "TagUser", "UserName", "eve", "Tags.member.1.Key", "team", "Tags.member.1.Value", "blue");
    }

    private void refusedByIam(String action, String... parameters) {
        assertThatThrownBy(() -> ask(ana, action, parameters))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }
}
