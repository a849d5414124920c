package dev.hearth.neighbours.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
    private static final String GOOD = """
            {"Version": "2012-10-17", "Id": "x", "Statement": [{"Sid": "One", "Effect": "Allow",
             "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/a/b"],
              "Service": "s3.amazonaws.com"},
             "Action": ["lambda:Invoke*"], "Resource": "arn:aws:lambda:us-east-1:111122223333:function:f",
             "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}, "Bool": {"aws:SecureTransport": true},
             "NumericLessThan": {"aws:MultiFactorAuthAge": 300}}}]}
            """;

    @Test
    void readsWhatServicesWrite() {
        PolicyDocument policy = PolicyDocument.parse(GOOD, Kind.RESOURCE);
        assertThat(policy.statements()).hasSize(1);
        assertThat(policy.statements().getFirst().sid()).contains("One");
        assertThat(policy.statements().getFirst().conditions()).hasSize(3);
        assertThat(policy.id()).contains("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    {                                          ; This policy contains invalid Json
                    []                                         ; This policy contains invalid Json
                    {}                                         ; Syntax errors in policy.
                    {"Statement":[]}                           ; Syntax errors in policy.
                    {"Statement":"x"}                          ; Syntax errors in policy.
                    {"Statement":[1]}                          ; Syntax errors in policy.
                    {"Statement":{},"Other":1}                 ; Syntax errors in policy.
                    {"Version":"2013-01-01","Statement":{}}    ; The policy must contain a valid version string
                    {"Statement":{}}                           ; Missing required field Effect
                    {"Statement":{"Effect":"allow"}}           ; Invalid effect: allow
                    """)
    void refusesDocumentsWithIamsMessage(String text, String message) {
        mustBeRefused(text, Kind.IDENTITY, message);
    }

    /** What follows the effect in a statement, in short forms. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    IDENTITY ; "Sid":"a"                       ; Policy statement must contain actions.
                    IDENTITY ; "Action":"x"                    ; Actions/Conditions must be VENDORS
                    IDENTITY ; "Action":[]                     ; Syntax errors in policy.
                    IDENTITY ; "Action":"*","NotAction":"*"    ; Syntax errors in policy.
                    IDENTITY ; "Action":"*"                    ; Policy statement must contain resources.
                    IDENTITY ; "Action":"*","Resource":"f"     ; Resource f must be in ARN format or "*".
                    IDENTITY ; ALL,"Sid":"a-b"                 ; Statement IDs (SID) should be alpha-numeric. CHECK
                    IDENTITY ; ALL,"Principal":"*"             ; Policy document should not specify a principal.
                    IDENTITY ; ALL,"Condition":{"Likes":{}}    ; Invalid Condition type : Likes.
                    IDENTITY ; ALL,"Condition":{"NullIfExists":{}}        ; Invalid Condition type : NullIfExists.
                    IDENTITY ; ALL,"Condition":{"Bool":{"a:b":{}}}        ; Syntax errors in policy.
                    IDENTITY ; ALL,"Condition":{"Bool":{"a:b":1e999999999}} ; Syntax errors in policy.
                    TRUST    ; STS                             ; Missing required field Principal
                    TRUST    ; STS,"Principal":"*","Resource":"*"         ; Has prohibited field Resource
                    TRUST    ; STS,"Principal":{"AWS":"me"}    ; Invalid principal in policy: "AWS":"me"
                    TRUST    ; STS,"Principal":{"Service":"s3"}           ; Invalid principal in policy: "SERVICE":"s3"
                    TRUST    ; "Action":"s3:Get","Principal":"*"          ; AssumeRole policy may only specify ACTIONS
                    """)
    void refusesStatementsWithIamsMessage(Kind kind, String statement, String message) {
        String full = statement
                .replace("ALL", "\"Action\":\"*\",\"Resource\":\"*\"")
                .replace("STS", "\"Action\":\"sts:AssumeRole\"");
        mustBeRefused(
                "{\"Statement\":{\"Effect\":\"Allow\"," + full + "}}",
                kind,
                message.replace("VENDORS", "prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
                        .replace("ACTIONS", "STS AssumeRole actions.")
                        .replace("CHECK", "Check that your input satisfies the regular expression [0-9A-Za-z]*"));
    }

    private static void mustBeRefused(String text, Kind kind, String message) {
        assertThatExceptionOfType(MalformedPolicyException.class)
                .isThrownBy(() -> PolicyDocument.parse(text, kind))
                .withMessage(message);
    }

    @Test
    void namesOfStatementsAreUnique() {
        String statement = "{\"Sid\":\"a\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
        assertThatExceptionOfType(MalformedPolicyException.class)
                .isThrownBy(() ->
                        PolicyDocument.parse("{\"Statement\":[" + statement + "," + statement + "]}", Kind.IDENTITY))
                .withMessage("Statement IDs (SID) in a single policy must be unique.");
    }

    @Test
    void anyTextIsReadOrRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "{}[]\",:*1$".charAt(random.nextInt(10)));
                    case 2 -> text.setCharAt(at, GOOD.charAt(random.nextInt(GOOD.length())));
                    default -> throw new IllegalStateException();
                }
            }
            try {
                PolicyDocument.parse(text.toString(), Kind.RESOURCE);
            } catch (MalformedPolicyException expected) {
                assertThat(expected.getMessage()).as("seed %s: %s", seed, text).isNotEmpty();
            }
        }
    }
}
