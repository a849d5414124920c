package dev.hearth.neighbours.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.model.SessionTerms;
import dev.hearth.neighbours.iam.policy.Decision.Allowed;
import dev.hearth.neighbours.iam.policy.Decision.ExplicitlyDenied;
import dev.hearth.neighbours.iam.policy.Decision.ImplicitlyDenied;
import dev.hearth.neighbours.iam.policy.Decision.Source;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private static final AccountId HOME = new AccountId("111122223333");
    private static final AccountId OTHER = new AccountId("444455556666");
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f";
    private static final String INVOKE = "lambda:InvokeFunction";

    private static Principal user(AccountId account) {
        return new Principal.User(account, "arn:aws:iam::" + account + ":user/ana", "ana", "AIDAEXAMPLE");
    }

    private static Principal session(AccountId account) {
        return new Principal.RoleSession(
                account,
                "arn:aws:sts::" + account + ":assumed-role/deploy/ci",
                "arn:aws:iam::" + account + ":role/deploy",
                "AROAEXAMPLE:ci",
                SessionTerms.until(Instant.EPOCH, Instant.MAX),
                false);
    }

    private static PolicyDocument identity(String effect, String action, String resource) {
        return PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":[{"Effect":"%s","Action":"%s","Resource":"%s"}]}
                """.formatted(effect, action, resource), Kind.IDENTITY);
    }

    private static PolicyDocument resource(String effect, String principal) {
        return PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":[{"Effect":"%s","Principal":%s,"Action":"%s","Resource":"%s"}]}
                """.formatted(effect, principal, INVOKE, FUNCTION), Kind.RESOURCE);
    }

    private static AccessRequest invoke(Principal principal) {
        return new AccessRequest(principal, INVOKE, FUNCTION, HOME, RequestContext.EMPTY.at(Instant.EPOCH));
    }

    private static Decision decide(
            AccessRequest request, List<PolicyDocument> identity, Optional<PolicyDocument> resource) {
        return Evaluation.decide(request, PrincipalPolicies.of(identity), resource);
    }

    private static final String ROOT = "{\"AWS\":\"arn:aws:iam::111122223333:root\"}";
    private static final String OTHER_ACCOUNT = "{\"AWS\":\"444455556666\"}";

    /** Source: "Cross-account policy evaluation logic" and "Policy evaluation for requests within a single account". */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    HOME;    -;      -;                                                       no IDENTITY
                    HOME;    Allow;  -;                                                       yes
                    HOME;    Deny;   {"AWS":"arn:aws:iam::111122223333:user/ana"};            denied IDENTITY
                    HOME;    -;      {"AWS":"arn:aws:iam::111122223333:user/ana"};            yes
                    HOME;    -;      {"AWS":"arn:aws:iam::111122223333:user/bob"};            no IDENTITY
                    HOME;    -;      {"AWS":"arn:aws:iam::111122223333:root"};                no IDENTITY
                    HOME;    -;      "*";                                                     yes
                    OTHER;   Allow;  -;                                                       no RESOURCE
                    OTHER;   -;      {"AWS":"444455556666"};                                  no IDENTITY
                    OTHER;   Allow;  {"AWS":"444455556666"};                                  yes
                    OTHER;   Allow;  {"AWS":"arn:aws:iam::444455556666:user/ana"};            yes
                    OTHER;   Allow;  {"AWS":"arn:aws:iam::444455556666:user/bob"};            no RESOURCE
                    OTHER;   Allow;  {"AWS":"*"};                                             yes
                    OTHER;   Deny;   {"AWS":"444455556666"};                                  denied IDENTITY
                    """)
    void usersOfTheSameAndOfAnotherAccount(String account, String identity, String principal, String expected) {
        List<PolicyDocument> policies = identity.equals("-") ? List.of() : List.of(identity(identity, "lambda:*", "*"));
        Optional<PolicyDocument> onFunction =
                principal.equals("-") ? Optional.empty() : Optional.of(resource("Allow", principal));
        Principal user = user(account.equals("HOME") ? HOME : OTHER);
        assertThat(decide(invoke(user), policies, onFunction)).isEqualTo(decision(expected));
    }

    private static Decision decision(String written) {
        String[] parts = written.split(" ", -1);
        return switch (parts[0]) {
            case "yes" -> new Allowed();
            case "no" -> new ImplicitlyDenied(Source.valueOf(parts[1]));
            default -> new ExplicitlyDenied(Source.valueOf(parts[1]));
        };
    }

    @Test
    void anAccountsRootMayDoWhatItsAccountHas() {
        assertThat(decide(invoke(new Principal.Root(HOME)), List.of(), Optional.empty()))
                .isEqualTo(new Allowed());
        assertThat(decide(invoke(new Principal.Root(OTHER)), List.of(), Optional.empty()))
                .isEqualTo(new ImplicitlyDenied(Source.RESOURCE));
        assertThat(decide(invoke(new Principal.Root(OTHER)), List.of(), Optional.of(resource("Allow", OTHER_ACCOUNT))))
                .isEqualTo(new Allowed());
        assertThat(decide(invoke(new Principal.Root(HOME)), List.of(), Optional.of(resource("Deny", ROOT))))
                .isEqualTo(new ExplicitlyDenied(Source.RESOURCE));
    }

    @Test
    void rolesAreMeantByTheirOwnNameOrTheSessions() {
        for (String named :
                List.of("arn:aws:iam::444455556666:role/deploy", "arn:aws:sts::444455556666:assumed-role/deploy/ci")) {
            PolicyDocument policy = resource("Allow", "{\"AWS\":\"" + named + "\"}");
            assertThat(decide(invoke(session(OTHER)), List.of(identity("Allow", "*", "*")), Optional.of(policy)))
                    .isEqualTo(new Allowed());
        }
    }

    @Test
    void servicesAndStrangersNeedTheResourcesPolicy() {
        Principal service = new Principal.Service("s3.amazonaws.com");
        PolicyDocument forS3 = resource("Allow", "{\"Service\":\"s3.amazonaws.com\"}");
        assertThat(decide(invoke(service), List.of(), Optional.of(forS3))).isEqualTo(new Allowed());
        assertThat(decide(invoke(new Principal.Service("sns.amazonaws.com")), List.of(), Optional.of(forS3)))
                .isEqualTo(new ImplicitlyDenied(Source.RESOURCE));
        assertThat(decide(invoke(new Principal.Anonymous()), List.of(), Optional.of(forS3)))
                .isEqualTo(new ImplicitlyDenied(Source.RESOURCE));
        assertThat(decide(invoke(new Principal.Anonymous()), List.of(), Optional.of(resource("Allow", "\"*\""))))
                .isEqualTo(new Allowed());
    }

    @Test
    void notPrincipalMeansEverybodyElse() {
        PolicyDocument policy = PolicyDocument.parse("""
                {"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/ana"},
                 "Action":"*","Resource":"*"}]}
                """, Kind.RESOURCE);
        List<PolicyDocument> all = List.of(identity("Allow", "*", "*"));
        assertThat(decide(invoke(user(HOME)), all, Optional.of(policy))).isEqualTo(new Allowed());
        assertThat(decide(invoke(session(HOME)), all, Optional.of(policy)))
                .isEqualTo(new ExplicitlyDenied(Source.RESOURCE));
    }

    @Test
    void variablesStandForThePrincipal() {
        PolicyDocument own = identity("Allow", "lambda:*", "arn:aws:lambda:*:*:function:${aws:username}-*");
        AccessRequest request = new AccessRequest(
                user(HOME), INVOKE, "arn:aws:lambda:us-east-1:111122223333:function:ana-f", HOME, RequestContext.EMPTY);
        assertThat(decide(request, List.of(own), Optional.empty()).allows()).isTrue();
        assertThat(decide(invoke(user(HOME)), List.of(own), Optional.empty()).allows())
                .isFalse();
    }

    @Test
    void boundariesBoundWhatPoliciesAllow() {
        List<PolicyDocument> all = List.of(identity("Allow", "*", "*"));
        AccessRequest request = invoke(user(HOME));
        assertThat(Evaluation.decide(
                        request,
                        new PrincipalPolicies(all, Optional.of(identity("Allow", "lambda:*", "*")), List.of()),
                        Optional.empty()))
                .isEqualTo(new Allowed());
        assertThat(Evaluation.decide(
                        request,
                        new PrincipalPolicies(all, Optional.of(identity("Allow", "s3:*", "*")), List.of()),
                        Optional.empty()))
                .isEqualTo(new ImplicitlyDenied(Source.BOUNDARY));
        assertThat(Evaluation.decide(
                        request,
                        new PrincipalPolicies(all, Optional.of(identity("Deny", "*", "*")), List.of()),
                        Optional.empty()))
                .isEqualTo(new ExplicitlyDenied(Source.BOUNDARY));
        assertThat(Evaluation.decide(
                        request,
                        new PrincipalPolicies(List.of(), Optional.of(identity("Allow", "*", "*")), List.of()),
                        Optional.empty()))
                .isEqualTo(new ImplicitlyDenied(Source.IDENTITY));
    }

    @Test
    void trustSaysWhoMayTakeOnARole() {
        PolicyDocument trust = PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
                 "Action":"sts:AssumeRole"}]}
                """, Kind.TRUST);
        String role = "arn:aws:iam::111122223333:role/r";
        AccessRequest byLambda = new AccessRequest(
                new Principal.Service("lambda.amazonaws.com"), "sts:AssumeRole", role, HOME, RequestContext.EMPTY);
        assertThat(Evaluation.assume(byLambda, PrincipalPolicies.NONE, trust).allows())
                .isTrue();
        AccessRequest byUser = new AccessRequest(user(HOME), "sts:AssumeRole", role, HOME, RequestContext.EMPTY);
        PrincipalPolicies all = PrincipalPolicies.of(List.of(identity("Allow", "*", "*")));
        assertThat(Evaluation.assume(byUser, all, trust)).isEqualTo(new ImplicitlyDenied(Source.TRUST));
        AccessRequest byRoot =
                new AccessRequest(new Principal.Root(HOME), "sts:AssumeRole", role, HOME, RequestContext.EMPTY);
        assertThat(Evaluation.assume(byRoot, PrincipalPolicies.NONE, trust))
                .isEqualTo(new ImplicitlyDenied(Source.TRUST));
    }

    private static final String DEPLOY_ROLE = "{\"AWS\":\"arn:aws:iam::111122223333:role/deploy\"}";
    private static final String DEPLOY_SESSION = "{\"AWS\":\"arn:aws:sts::111122223333:assumed-role/deploy/ci\"}";

    /** Source: "Session policies" in the IAM user guide. */
    @Test
    void sessionPoliciesBoundWhatTheRoleMayDo() {
        AccessRequest request = invoke(session(HOME));
        List<PolicyDocument> all = List.of(identity("Allow", "*", "*"));
        List<PolicyDocument> reads = List.of(identity("Allow", "s3:*", "*"));
        List<PolicyDocument> denies = List.of(identity("Deny", "lambda:*", "*"), identity("Allow", "*", "*"));
        List<PolicyDocument> one = List.of(identity("Allow", "s3:*", "*"), identity("Allow", INVOKE, FUNCTION));
        Optional<PolicyDocument> none = Optional.empty();
        assertThat(decide(request, all, reads, none)).isEqualTo(new ImplicitlyDenied(Source.SESSION));
        assertThat(decide(request, all, one, none)).isEqualTo(new Allowed());
        assertThat(decide(request, reads, one, none)).isEqualTo(new ImplicitlyDenied(Source.IDENTITY));
        assertThat(decide(request, all, denies, none)).isEqualTo(new ExplicitlyDenied(Source.SESSION));
        for (String toRole : List.of(DEPLOY_ROLE, "\"*\"")) {
            Optional<PolicyDocument> granted = Optional.of(resource("Allow", toRole));
            assertThat(decide(request, List.of(), List.of(), granted)).isEqualTo(new Allowed());
            assertThat(decide(request, List.of(), one, granted)).isEqualTo(new Allowed());
            assertThat(decide(request, List.of(), reads, granted)).isEqualTo(new ImplicitlyDenied(Source.SESSION));
        }
        Optional<PolicyDocument> toSession = Optional.of(resource("Allow", DEPLOY_SESSION));
        assertThat(decide(request, List.of(), reads, toSession)).isEqualTo(new Allowed());
        assertThat(decide(request, List.of(), denies, toSession)).isEqualTo(new ExplicitlyDenied(Source.SESSION));
        PolicyDocument allButRole = PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":%s,"Action":"%s","Resource":"*"}]}
                """.formatted(DEPLOY_ROLE, INVOKE), Kind.RESOURCE);
        assertThat(decide(request, List.of(), List.of(), Optional.of(allButRole))
                        .allows())
                .isFalse();
    }

    private static Decision decide(
            AccessRequest request,
            List<PolicyDocument> identity,
            List<PolicyDocument> session,
            Optional<PolicyDocument> resource) {
        return Evaluation.decide(request, new PrincipalPolicies(identity, Optional.empty(), session), resource);
    }

    @Test
    void messagesAreThoseOfAws() {
        String user = "arn:aws:iam::111122223333:user/ana";
        assertThat(new ImplicitlyDenied(Source.IDENTITY).refusal(user, "lambda:GetFunction", FUNCTION))
                .isEqualTo("User: " + user + " is not authorized to perform: lambda:GetFunction on resource: "
                        + FUNCTION + " because no identity-based policy allows the lambda:GetFunction action");
        assertThat(new ExplicitlyDenied(Source.IDENTITY).refusal(user, "lambda:GetFunction", FUNCTION))
                .isEqualTo("User: " + user + " is not authorized to perform: lambda:GetFunction on resource: "
                        + FUNCTION + " with an explicit deny in an identity-based policy");
        assertThat(new ExplicitlyDenied(Source.RESOURCE).refusal(user, "lambda:GetFunction", FUNCTION))
                .endsWith(" with an explicit deny in a resource-based policy");
    }

    /** What holds for all policies: order means nothing, a deny is final, more allows never take anything away. */
    @Test
    void lawsOfEvaluation() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            List<PolicyDocument> policies = policies(random);
            Principal principal = random.nextBoolean() ? user(HOME) : user(OTHER);
            Optional<PolicyDocument> onFunction = switch (random.nextInt(4)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(resource("Deny", OTHER_ACCOUNT));
                case 2 -> Optional.of(resource("Allow", OTHER_ACCOUNT));
                default -> Optional.of(resource("Allow", "\"*\""));
            };
            AccessRequest request = invoke(principal);
            Decision decision = decide(request, policies, onFunction);
            String what = "seed " + seed + ", round " + round;

            List<PolicyDocument> shuffled = new ArrayList<>(policies);
            Collections.shuffle(shuffled, random);
            assertThat(decide(request, shuffled, onFunction)).as(what).isEqualTo(decision);

            List<PolicyDocument> more = new ArrayList<>(policies);
            more.add(identity("Allow", "*", "*"));
            Decision withMore = decide(request, more, onFunction);
            assertThat(withMore.allows() || !decision.allows()).as(what).isTrue();
            assertThat(withMore instanceof ExplicitlyDenied).as(what).isEqualTo(decision instanceof ExplicitlyDenied);

            more.add(identity("Deny", INVOKE, FUNCTION));
            assertThat(decide(request, more, onFunction)).as(what).isEqualTo(new ExplicitlyDenied(Source.IDENTITY));
            assertThat(decide(request, List.of(), Optional.empty()).allows())
                    .as(what)
                    .isFalse();
        }
    }

    private static List<PolicyDocument> policies(Random random) {
        List<PolicyDocument> policies = new ArrayList<>();
        List<String> actions = List.of("*", "lambda:*", INVOKE, "lambda:invokefunction", "lambda:Get*", "s3:*");
        List<String> resources =
                List.of("*", FUNCTION, FUNCTION + ":*", "arn:aws:lambda:*:*:function:?", "arn:aws:s3:::b");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            policies.add(identity(
                    random.nextInt(4) == 0 ? "Deny" : "Allow",
                    actions.get(random.nextInt(actions.size())),
                    resources.get(random.nextInt(resources.size()))));
        }
        return policies;
    }
}
