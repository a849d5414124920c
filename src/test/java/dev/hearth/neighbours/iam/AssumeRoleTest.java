package dev.hearth.neighbours.iam;

import static dev.hearth.neighbours.iam.TestingIam.ACCOUNT;
import static dev.hearth.neighbours.iam.TestingIam.OTHER;
import static dev.hearth.neighbours.iam.TestingIam.policy;
import static dev.hearth.neighbours.iam.TestingIam.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles that are taken on: by whom, for how long, and what a session may do. */
class AssumeRoleTest {
    private static final long SEED = 20261128;
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/deploy";
    private static final String ACTION = "lambda:GetFunction";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f";
    private static final Caller ROOT = Caller.root(ACCOUNT, "AKIAROOT");
    private static final Caller STRANGER = Caller.root(OTHER, "AKIAOTHER");
    private static final String OWN_ACCOUNT = "\"arn:aws:iam::" + ACCOUNT + ":root\"";

    private final TestingIam iam = new TestingIam();

    @AfterEach
    void close() {
        iam.close();
    }

    private static String trust(String principals, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":" + principals
                + "},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"],\"Condition\":{"
                + condition + "}}]}";
    }

    private void role(String name, String trust) {
        iam.ask("CreateRole", "RoleName", name, "AssumeRolePolicyDocument", trust);
    }

    private void trusting(String principals) {
        role("deploy", trust(principals, ""));
    }

    private void mayAssume(String user) {
        iam.ask(
                "PutUserPolicy",
                "UserName",
                user,
                "PolicyName",
                "assume",
                "PolicyDocument",
                policy("Allow", "sts:AssumeRole", ROLE));
    }

    private void roleMay(String effect, String action, String resource) {
        iam.ask(
                "PutRolePolicy",
                "RoleName",
                "deploy",
                "PolicyName",
                effect,
                "PolicyDocument",
                policy(effect, action, resource));
    }

    private boolean may(Caller caller, String action) {
        return iam.authorization()
                .decide(
                        caller.principal(),
                        action,
                        FUNCTION,
                        ACCOUNT,
                        () -> RequestContext.EMPTY,
                        java.util.Optional::empty)
                .allows();
    }

    private static void refused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void denied(Caller caller, String ending, String... parameters) {
        refused(
                ErrorCode.ACCESS_DENIED,
                "User: " + caller.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + ROLE + ending,
                () -> iam.assume(caller, ROLE, parameters));
    }

    @Test
    void aSessionIsSomebodyOfItsOwn() {
        trusting(OWN_ACCOUNT);
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String answer = iam.assume(ROOT, ROLE, "DurationSeconds", "900");
        String roleId =
                texts(iam.ask("GetRole", "RoleName", "deploy"), "RoleId").getFirst();
        assertThat(texts(answer, "Arn")).containsExactly("arn:aws:sts::" + ACCOUNT + ":assumed-role/deploy/session");
        assertThat(texts(answer, "AssumedRoleId")).containsExactly(roleId + ":session");
        assertThat(texts(answer, "AccessKeyId").getFirst()).matches("ASIA[A-Z2-7]{16}");
        assertThat(texts(answer, "SecretAccessKey").getFirst()).hasSize(40);
        assertThat(Instant.parse(texts(answer, "Expiration").getFirst()))
                .isBetween(before.plusSeconds(900), before.plusSeconds(930));
        assertThat(texts(answer, "PackedPolicySize")).isEmpty();
        String identity = iam.identity(iam.session(answer));
        assertThat(texts(identity, "Arn")).containsExactly("arn:aws:sts::" + ACCOUNT + ":assumed-role/deploy/session");
        assertThat(texts(identity, "UserId")).containsExactly(roleId + ":session");
        assertThat(texts(identity, "Account")).containsExactly(ACCOUNT.value());
    }

    @Test
    void whoIsTrustedByTheAccountsNameNeedsAPolicy() {
        trusting(OWN_ACCOUNT);
        Caller ana = iam.user("ana");
        denied(ana, " because no identity-based policy allows the sts:AssumeRole action");
        mayAssume("ana");
        assertThat(iam.session(iam.assume(ana, ROLE)).arn()).contains("assumed-role/deploy");
    }

    @Test
    void whoIsTrustedByNameNeedsNoneAndNobodyElseIsTrusted() {
        Caller ana = iam.user("ana");
        Caller bob = iam.user("bob");
        mayAssume("bob");
        trusting("\"" + ana.arn() + "\"");
        assertThat(iam.session(iam.assume(ana, ROLE)).arn()).contains("assumed-role/deploy");
        denied(bob, " because no role trust policy allows the sts:AssumeRole action");
        denied(ROOT, " because no role trust policy allows the sts:AssumeRole action");
        iam.ask("PutUserPolicy", "UserName", "ana", "PolicyName", "n", "PolicyDocument", policy("Deny", "sts:*", "*"));
        denied(ana, " with an explicit deny in an identity-based policy");
    }

    @Test
    void anotherAccountNeedsBothAndLearnsNothing() {
        trusting(OWN_ACCOUNT);
        denied(STRANGER, "");
        String other = "arn:aws:iam::" + ACCOUNT + ":role/nobody";
        refused(
                ErrorCode.ACCESS_DENIED,
                "User: " + STRANGER.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + other,
                () -> iam.assume(STRANGER, other));
        iam.ask("UpdateAssumeRolePolicy", "RoleName", "deploy", "PolicyDocument", trust("\"" + OTHER + "\"", ""));
        assertThat(iam.session(iam.assume(STRANGER, ROLE)).account()).isEqualTo(ACCOUNT);
        denied(ROOT, " because no role trust policy allows the sts:AssumeRole action");
    }

    /** The deputy that others ask to take on a customer's role says for whom it does. */
    @Test
    void anExternalIdKeepsADeputyFromBeingConfused() {
        role("deploy", trust("\"" + OTHER + "\"", "\"StringEquals\":{\"sts:ExternalId\":\"customer-1\"}"));
        denied(STRANGER, "");
        denied(STRANGER, "", "ExternalId", "customer-2");
        assertThat(iam.assume(STRANGER, ROLE, "ExternalId", "customer-1")).contains("SessionToken");
    }

    @Test
    void theSessionsNameMayBeAskedFor() {
        role("deploy", trust(OWN_ACCOUNT, "\"StringLike\":{\"sts:RoleSessionName\":\"ci-*\"}"));
        denied(ROOT, " because no role trust policy allows the sts:AssumeRole action");
        assertThat(iam.assume(ROOT, ROLE, "RoleSessionName", "ci-7")).contains("assumed-role/deploy/ci-7");
    }

    @ParameterizedTest
    @CsvSource({
        "DurationSeconds, 899",
        "DurationSeconds, 43201",
        "RoleSessionName, a",
        "RoleSessionName, a b",
        "RoleArn, short",
        "ExternalId, ?!"
    })
    void parametersAreThoseOfTheModel(String name, String value) {
        trusting(OWN_ACCOUNT);
        assertThatThrownBy(() -> iam.assume(ROOT, ROLE, name, value))
                .hasMessageStartingWith("1 validation error detected: Value '" + value + "' at ");
    }

    @Test
    void aSessionLastsNoLongerThanTheRoleLets() {
        trusting(OWN_ACCOUNT);
        refused(
                ErrorCode.VALIDATION,
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                () -> iam.assume(ROOT, ROLE, "DurationSeconds", "3601"));
        iam.ask("UpdateRole", "RoleName", "deploy", "MaxSessionDuration", "43200");
        Caller session = iam.session(iam.assume(ROOT, ROLE, "DurationSeconds", "43200"));
        iam.ask("UpdateAssumeRolePolicy", "RoleName", "deploy", "PolicyDocument", trust("\"" + ROLE + "\"", ""));
        refused(
                ErrorCode.VALIDATION,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
                () -> iam.assume(session, ROLE, "DurationSeconds", "3601"));
        assertThat(iam.assume(session, ROLE)).contains("SessionToken");
    }

    @Test
    void aSessionEndsWithItsTimeAndSurvivesARestart() {
        trusting(OWN_ACCOUNT);
        String answer = iam.assume(ROOT, ROLE, "DurationSeconds", "900");
        String id = texts(answer, "AccessKeyId").getFirst();
        String token = texts(answer, "SessionToken").getFirst();
        assertThat(iam.restarted().keys().find(id, token)).hasValueSatisfying(key -> {
            assertThat(key.secret()).isEqualTo(texts(answer, "SecretAccessKey").getFirst());
            assertThat(key.owner()).isEqualTo(iam.session(answer).principal());
        });
        iam.pass(Duration.ofSeconds(890)); // it began within this second, by the clock
        assertThat(iam.authorization().keys().find(id, token)).isPresent();
        iam.pass(Duration.ofSeconds(10));
        refused(
                ErrorCode.EXPIRED_TOKEN,
                "The security token included in the request is expired",
                () -> iam.authorization().keys().find(id, token));
    }

    @Test
    void aSessionEndsWithItsRole() {
        trusting(OWN_ACCOUNT);
        String answer = iam.assume(ROOT, ROLE);
        String id = texts(answer, "AccessKeyId").getFirst();
        String token = texts(answer, "SessionToken").getFirst();
        iam.ask("DeleteRole", "RoleName", "deploy");
        assertThat(iam.authorization().keys().find(id, token)).isEmpty();
        trusting(OWN_ACCOUNT);
        assertThat(iam.authorization().keys().find(id, token))
                .as("another role of that name")
                .isEmpty();
    }

    @Test
    void aDeletedUserTakesOnNothingAndItsNamesakeIsNotTrustedForIt() {
        trusting(OWN_ACCOUNT);
        Caller ana = iam.user("ana");
        mayAssume("ana");
        iam.ask("DeleteUserPolicy", "UserName", "ana", "PolicyName", "assume");
        iam.ask("DeleteAccessKey", "UserName", "ana", "AccessKeyId", ana.accessKeyId());
        iam.ask("DeleteUser", "UserName", "ana");
        denied(ana, " because no identity-based policy allows the sts:AssumeRole action");
        iam.ask("CreateUser", "UserName", "ana");
        mayAssume("ana");
        denied(ana, " because no identity-based policy allows the sts:AssumeRole action");
    }

    @Test
    void tokensCanNotBeForgedOrExchanged() {
        trusting(OWN_ACCOUNT);
        String one = iam.assume(ROOT, ROLE);
        String other = iam.assume(ROOT, ROLE);
        String id = texts(one, "AccessKeyId").getFirst();
        String token = texts(one, "SessionToken").getFirst();
        var keys = iam.authorization().keys();
        assertThat(keys.find(id, token)).isPresent();
        assertThat(keys.find(id, "")).isEmpty();
        assertThat(keys.find(id, "no token")).isEmpty();
        assertThat(keys.find(id, "A".repeat(1_000_000))).isEmpty();
        assertThat(keys.find(id, texts(other, "SessionToken").getFirst())).isEmpty();
        assertThat(keys.find(texts(other, "AccessKeyId").getFirst(), token)).isEmpty();
        Caller ana = iam.user("ana");
        assertThat(keys.find(ana.accessKeyId(), token)).isEmpty();
        byte[] bytes = Base64.getDecoder().decode(token);
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            byte[] changed = bytes.clone();
            changed[i % bytes.length] ^= (byte) (1 + random.nextInt(255));
            assertThat(keys.find(id, Base64.getEncoder().encodeToString(changed)))
                    .as("seed %d, %d", SEED, i)
                    .isEmpty();
            byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThat(keys.find(id, Base64.getEncoder().encodeToString(cut))).isEmpty();
        }
    }

    @Test
    void aSessionMayDoWhatItsRoleMay() {
        trusting(OWN_ACCOUNT);
        Caller session = iam.session(iam.assume(ROOT, ROLE));
        assertThat(may(session, ACTION)).isFalse();
        roleMay("Allow", "lambda:*", "*");
        assertThat(may(session, ACTION)).isTrue();
        roleMay("Deny", ACTION, "*");
        assertThat(may(session, ACTION)).isFalse();
        assertThat(may(session, "lambda:ListFunctions")).isTrue();
    }

    @Test
    void sessionPoliciesBoundIt() {
        trusting(OWN_ACCOUNT);
        roleMay("Allow", "lambda:*", "*");
        String narrow = iam.assume(ROOT, ROLE, "Policy", policy("Allow", ACTION, "*"));
        assertThat(Integer.parseInt(texts(narrow, "PackedPolicySize").getFirst()))
                .isBetween(1, 10);
        assertThat(may(iam.session(narrow), ACTION)).isTrue();
        assertThat(may(iam.session(narrow), "lambda:InvokeFunction")).isFalse();
        Caller wide = iam.session(iam.assume(ROOT, ROLE, "Policy", policy("Allow", "*", "*")));
        assertThat(may(wide, "iam:CreateUser")).isFalse();
        String managed = "arn:aws:iam::" + ACCOUNT + ":policy/p";
        iam.ask("CreatePolicy", "PolicyName", "p", "PolicyDocument", policy("Allow", ACTION, "*"));
        Caller byManaged = iam.session(iam.assume(ROOT, ROLE, "PolicyArns.member.1.arn", managed));
        assertThat(may(byManaged, ACTION)).isTrue();
        assertThat(may(byManaged, "lambda:InvokeFunction")).isFalse();
        int reads = iam.reads();
        assertThat(may(byManaged, ACTION)).isTrue();
        assertThat(iam.reads()).as("reads of the store for a second request").isEqualTo(reads);
        iam.ask("DeletePolicy", "PolicyArn", managed);
        assertThat(may(byManaged, ACTION))
                .as("a policy that is gone allows nothing")
                .isFalse();
        refused(
                ErrorCode.VALIDATION,
                "Policy " + managed + " does not exist or is not attachable.",
                () -> iam.assume(ROOT, ROLE, "PolicyArns.member.1.arn", managed));
        assertThatThrownBy(() -> iam.assume(ROOT, ROLE, "Policy", "{}"))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_POLICY_DOCUMENT));
        iam.ask("CreatePolicy", "PolicyName", "p", "PolicyDocument", policy("Allow", ACTION, "*"));
        String long1 = policy("Allow", ACTION, "arn:" + "x".repeat(1920) + ":x:x");
        refused(
                ErrorCode.PACKED_POLICY_TOO_LARGE,
                "Packed size of session policy/tags consumes 101% of allotted space.",
                () -> iam.assume(ROOT, ROLE, "Policy", long1, "PolicyArns.member.1.arn", managed));
    }

    @Test
    void tagsOfTheRoleAndTheSessionAreThePrincipals() {
        role("deploy", trust(OWN_ACCOUNT, "\"StringEqualsIfExists\":{\"aws:RequestTag/team\":\"blue\"}"));
        iam.ask("TagRole", "RoleName", "deploy", "Tags.member.1.Key", "team", "Tags.member.1.Value", "red");
        iam.ask("PutRolePolicy", "RoleName", "deploy", "PolicyName", "p", "PolicyDocument", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:*","Resource":"*",
                 "Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}]}""");
        assertThat(may(iam.session(iam.assume(ROOT, ROLE)), ACTION)).isFalse();
        assertThatThrownBy(() -> iam.assume(ROOT, ROLE, "Tags.member.1.Key", "Team", "Tags.member.1.Value", "green"))
                .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
        Caller blue = iam.session(iam.assume(
                ROOT,
                ROLE,
                "Tags.member.1.Key",
                "Team",
                "Tags.member.1.Value",
                "blue",
                "TransitiveTagKeys.member.1",
                "Team"));
        assertThat(may(blue, ACTION)).isTrue();
        iam.ask("UpdateAssumeRolePolicy", "RoleName", "deploy", "PolicyDocument", trust("\"" + ROLE + "\"", ""));
        assertThat(may(iam.session(iam.assume(blue, ROLE)), ACTION))
                .as("what is transitive goes on")
                .isTrue();
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key"
                        + " from the calling session.",
                () -> iam.assume(blue, ROLE, "Tags.member.1.Key", "team", "Tags.member.1.Value", "green"));
    }

    /** What goes on from the caller's session is set anew as much as what is asked for. */
    @Test
    void aRoleMustLetItselfBeGivenWhatItsSessionsInherit() {
        trusting(OWN_ACCOUNT);
        Caller tagged = iam.session(iam.assume(
                ROOT,
                ROLE,
                "Tags.member.1.Key",
                "team",
                "Tags.member.1.Value",
                "blue",
                "TransitiveTagKeys.member.1",
                "team"));
        Caller named = iam.session(iam.assume(ROOT, ROLE, "SourceIdentity", "ana"));
        Caller plain = iam.session(iam.assume(ROOT, ROLE));
        String narrow = trust("\"" + ROLE + "\"", "")
                .replace("[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]", "\"sts:AssumeRole\"");
        iam.ask("UpdateAssumeRolePolicy", "RoleName", "deploy", "PolicyDocument", narrow);
        assertThat(iam.assume(plain, ROLE)).contains("SessionToken");
        assertThatThrownBy(() -> iam.assume(tagged, ROLE))
                .hasMessageContaining("is not authorized to perform: sts:TagSession");
        assertThatThrownBy(() -> iam.assume(named, ROLE))
                .hasMessageContaining("is not authorized to perform: sts:SetSourceIdentity");
    }

    @Test
    void whoIsBehindASessionStays() {
        trusting("[" + OWN_ACCOUNT + ",\"" + ROLE + "\"]");
        String answer = iam.assume(ROOT, ROLE, "SourceIdentity", "ana");
        assertThat(texts(answer, "SourceIdentity")).containsExactly("ana");
        Caller session = iam.session(answer);
        assertThat(texts(iam.assume(session, ROLE), "SourceIdentity")).containsExactly("ana");
        assertThatThrownBy(() -> iam.assume(session, ROLE, "SourceIdentity", "bob"))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }

    /** How AWS ends the sessions of a role whose credentials leaked. */
    @Test
    void sessionsFromBeforeATimeCanBeRefused() {
        trusting(OWN_ACCOUNT);
        roleMay("Allow", "lambda:*", "*");
        Caller early = iam.session(iam.assume(ROOT, ROLE));
        Instant between = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.SECONDS);
        iam.pass(Duration.ofMinutes(1));
        iam.ask(
                "PutRolePolicy",
                "RoleName",
                "deploy",
                "PolicyName",
                "AWSRevokeOlderSessions",
                "PolicyDocument",
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"DateLessThan":{"aws:TokenIssueTime":"%s"}}}]}""".formatted(between));
        assertThat(may(early, ACTION)).isFalse();
        assertThat(may(iam.session(iam.assume(ROOT, ROLE)), ACTION)).isTrue();
    }
}
