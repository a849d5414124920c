package dev.hearth.neighbours.iam;

import static dev.hearth.neighbours.iam.TestingIam.ACCOUNT;
import static dev.hearth.neighbours.iam.TestingIam.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.hearth.base.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.policy.RequestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
    private static final String ACTION = "lambda:GetFunction";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f";
    private static final String POWER = "arn:aws:iam::aws:policy/AWSLambda_FullAccess";

    private final TestingIam iam = new TestingIam();

    @AfterEach
    void close() {
        iam.close();
    }

    private void check(Caller caller) {
        iam.authorization().check(caller, ACTION, () -> FUNCTION, () -> RequestContext.EMPTY);
    }

    private void allowed(Caller caller) {
        assertThatNoException().isThrownBy(() -> check(caller));
    }

    private void refused(Caller caller, String ending) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> check(caller))
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.ACCESS_DENIED))
                .withMessage("User: " + caller.arn() + " is not authorized to perform: " + ACTION + " on resource: "
                        + FUNCTION + ending);
    }

    private static final String NO_POLICY = " because no identity-based policy allows the " + ACTION + " action";

    @Test
    void rootMayDoEverything() {
        iam.authorization()
                .check(
                        Caller.root(ACCOUNT, "AKIA"),
                        ACTION,
                        () -> {
                            throw new AssertionError("asked for nothing");
                        },
                        () -> RequestContext.EMPTY);
    }

    @Test
    void usersMayDoWhatTheirPoliciesAllowAtOnce() {
        Caller ana = iam.user("ana");
        refused(ana, NO_POLICY);
        iam.ask(
                "PutUserPolicy",
                "UserName",
                "ana",
                "PolicyName",
                "p",
                "PolicyDocument",
                policy("Allow", "*", FUNCTION));
        allowed(ana);
        iam.ask("PutUserPolicy", "UserName", "ana", "PolicyName", "q", "PolicyDocument", policy("Deny", "*", "*"));
        refused(ana, " with an explicit deny in an identity-based policy");
        iam.ask("DeleteUserPolicy", "UserName", "ana", "PolicyName", "q");
        iam.ask("DeleteUserPolicy", "UserName", "ana", "PolicyName", "p");
        refused(ana, NO_POLICY);
        iam.ask("AttachUserPolicy", "UserName", "ana", "PolicyArn", POWER);
        allowed(ana);
        iam.ask(
                "PutUserPermissionsBoundary",
                "UserName",
                "ana",
                "PermissionsBoundary",
                "arn:aws:iam::aws:policy/AmazonS3FullAccess");
        refused(ana, " because no permissions boundary allows the " + ACTION + " action");
    }

    @Test
    void aNewVersionOfAnAttachedPolicyCountsAtOnce() {
        Caller ana = iam.user("ana");
        String arn = "arn:aws:iam::" + ACCOUNT + ":policy/p";
        iam.ask("CreatePolicy", "PolicyName", "p", "PolicyDocument", policy("Allow", "s3:*", "*"));
        iam.ask("AttachUserPolicy", "UserName", "ana", "PolicyArn", arn);
        refused(ana, NO_POLICY);
        iam.ask(
                "CreatePolicyVersion",
                "PolicyArn",
                arn,
                "PolicyDocument",
                policy("Allow", "lambda:*", "*"),
                "SetAsDefault",
                "true");
        allowed(ana);
        iam.ask("SetDefaultPolicyVersion", "PolicyArn", arn, "VersionId", "v1");
        refused(ana, NO_POLICY);
    }

    @Test
    void keysFollowTheirUser() {
        Caller ana = iam.user("ana");
        iam.ask("UpdateUser", "UserName", "ana", "NewUserName", "anna");
        assertThat(iam.caller(ana.accessKeyId()).arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":user/anna");
        iam.ask("UpdateAccessKey", "UserName", "anna", "AccessKeyId", ana.accessKeyId(), "Status", "Inactive");
        assertThat(iam.authorization().keys().find(ana.accessKeyId(), "")).isEmpty();
        iam.ask("UpdateAccessKey", "UserName", "anna", "AccessKeyId", ana.accessKeyId(), "Status", "Active");
        assertThat(iam.authorization().keys().find(ana.accessKeyId(), "")).isPresent();
        iam.ask("DeleteAccessKey", "UserName", "anna", "AccessKeyId", ana.accessKeyId());
        assertThat(iam.authorization().keys().find(ana.accessKeyId(), "")).isEmpty();
    }

    @Test
    void aNewUserOfAnOldNameIsAnother() {
        Caller ana = iam.user("ana");
        iam.ask("DeleteAccessKey", "UserName", "ana", "AccessKeyId", ana.accessKeyId());
        iam.ask("DeleteUser", "UserName", "ana");
        iam.ask("CreateUser", "UserName", "ana");
        iam.ask("AttachUserPolicy", "UserName", "ana", "PolicyArn", POWER);
        refused(ana, NO_POLICY);
    }

    @Test
    void iamItselfAsks() {
        Caller ana = iam.user("ana");
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> iam.ask(ana, "CreateUser", "UserName", "bob"))
                .withMessage("User: arn:aws:iam::" + ACCOUNT + ":user/ana is not authorized to perform: iam:CreateUser"
                        + " on resource: arn:aws:iam::" + ACCOUNT + ":user/bob because no identity-based policy allows"
                        + " the iam:CreateUser action");
        iam.ask(
                "PutUserPolicy",
                "UserName",
                "ana",
                "PolicyName",
                "self",
                "PolicyDocument",
                policy("Allow", "iam:*", "arn:aws:iam::*:user/${aws:username}"));
        assertThat(iam.ask(ana, "GetUser")).contains("<UserName>ana</UserName>");
        assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> iam.ask(ana, "GetUser", "UserName", "bob"));
    }

    @Test
    void rolesSayWhomTheyTrust() {
        String arn = "arn:aws:iam::" + ACCOUNT + ":role/r";
        assertThat(iam.authorization().trusts(arn, "lambda.amazonaws.com")).isEmpty();
        iam.ask("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", TestingIam.TRUST);
        assertThat(iam.authorization().trusts(arn, "lambda.amazonaws.com")).contains(true);
        assertThat(iam.authorization().trusts(arn, "s3.amazonaws.com")).contains(false);
    }
}
