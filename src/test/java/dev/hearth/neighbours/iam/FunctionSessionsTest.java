package dev.hearth.neighbours.iam;

import static dev.hearth.neighbours.iam.TestingIam.ACCOUNT;
import static dev.hearth.neighbours.iam.TestingIam.OTHER;
import static dev.hearth.neighbours.iam.TestingIam.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a function may do with the credentials that it is given. */
class FunctionSessionsTest {
    private static final FunctionArn FUNCTION = new FunctionArn("us-east-1", ACCOUNT, "worker", Optional.empty());
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/team/limited";
    private static final String UNKNOWN = "arn:aws:iam::" + ACCOUNT + ":role/team/any";

    private TestingIam iam = new TestingIam();

    @AfterEach
    void close() {
        iam.close();
    }

    private Caller begin(String role) {
        return begin(FUNCTION, role);
    }

    private Caller begin(FunctionArn function, String role) {
        SessionCredentials credentials = new FunctionSessions(iam.authorization(), iam.time()).begin(function, role);
        return iam.caller(credentials.accessKeyId(), credentials.sessionToken());
    }

    private boolean may(Caller caller, String action, AccountId owner) {
        return iam.authorization()
                .decide(caller.principal(), action, "*", owner, () -> RequestContext.EMPTY, Optional::empty)
                .allows();
    }

    private void createRole() {
        iam.ask(
                "CreateRole",
                "RoleName",
                "limited",
                "Path",
                "/team/",
                "AssumeRolePolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}");
        iam.ask(
                "PutRolePolicy",
                "RoleName",
                "limited",
                "PolicyName",
                "own",
                "PolicyDocument",
                policy("Allow", "s3:GetObject", "*"));
    }

    @Test
    void aFunctionMayDoWhatItsRolesPoliciesSay() {
        createRole();
        Caller function = begin(ROLE);

        assertThat(function.arn()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/limited/worker");
        assertThat(may(function, "s3:GetObject", ACCOUNT)).isTrue();
        assertThat(may(function, "s3:PutObject", ACCOUNT)).isFalse();
    }

    @Test
    void theSessionOfAFunctionWhoseNameIsOneCharacterHasALongerOne() {
        createRole();
        FunctionArn short1 = new FunctionArn("us-east-1", ACCOUNT, "f", Optional.empty());
        FunctionArn short2 = new FunctionArn("us-east-1", ACCOUNT, "ff", Optional.empty());
        String session = "arn:aws:sts::" + ACCOUNT + ":assumed-role/limited/";
        assertThat(begin(short1, ROLE).arn()).isEqualTo(session + "f@lambda_function");
        assertThat(begin(short2, ROLE).arn()).isEqualTo(session + "ff");
    }

    @Test
    void aRoleThatIamDoesNotKnowMayDoWhatItsAccountMay() {
        Caller function = begin(UNKNOWN);

        assertThat(function.arn()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/any/worker");
        assertThat(iam.identity(function)).contains("assumed-role/any/worker");
        assertThat(may(function, "s3:PutObject", ACCOUNT)).isTrue();
        assertThat(may(function, "s3:PutObject", OTHER)).isFalse();
        iam.authorization().check(function, "lambda:ListFunctions", () -> "*", () -> RequestContext.EMPTY);
    }

    @Test
    void itMayDoNothingWhereTheOperatorSaysSo() {
        iam.close();
        iam = new TestingIam(UnknownRoles.NOTHING);
        Caller function = begin(UNKNOWN);

        assertThat(iam.identity(function)).contains("assumed-role/any/worker");
        assertThat(may(function, "s3:PutObject", ACCOUNT)).isFalse();
        assertThatThrownBy(() -> iam.authorization()
                        .check(function, "lambda:ListFunctions", () -> "*", () -> RequestContext.EMPTY))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }

    /** Else a function would keep its account's rights although its role now has fewer. */
    @Test
    void credentialsOfAnUnknownRoleEndWhenTheRoleIsMade() {
        SessionCredentials credentials = new FunctionSessions(iam.authorization(), iam.time()).begin(FUNCTION, ROLE);
        assertThat(iam.authorization().keys().find(credentials.accessKeyId(), credentials.sessionToken()))
                .isPresent();

        createRole();

        assertThat(iam.authorization().keys().find(credentials.accessKeyId(), credentials.sessionToken()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(UnknownRoles.class)
    void credentialsOfADeletedRoleEnd(UnknownRoles unknownRoles) {
        iam.close();
        iam = new TestingIam(unknownRoles);
        createRole();
        SessionCredentials credentials = new FunctionSessions(iam.authorization(), iam.time()).begin(FUNCTION, ROLE);
        iam.ask("DeleteRolePolicy", "RoleName", "limited", "PolicyName", "own");
        iam.ask("DeleteRole", "RoleName", "limited");

        assertThat(iam.authorization().keys().find(credentials.accessKeyId(), credentials.sessionToken()))
                .isEmpty();
    }

    @Test
    void theyEndWithTheirTime() {
        SessionCredentials credentials = new FunctionSessions(iam.authorization(), iam.time()).begin(FUNCTION, UNKNOWN);
        iam.pass(FunctionSessions.LIFE);

        assertThatThrownBy(() -> iam.authorization().keys().find(credentials.accessKeyId(), credentials.sessionToken()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPIRED_TOKEN));
    }
}
