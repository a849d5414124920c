package dev.hearth.neighbours.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.neighbours.iam.policy.Template.Wildcards;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final RequestContext ANA = RequestContext.of("aws:username", "ana*");

    @ParameterizedTest
    @CsvSource(textBlock = """
                    arn:aws:lambda:us-east-1:1:function:f,    arn:aws:lambda:us-east-1:1:function:f,     true
                    arn:aws:lambda:us-east-1:1:function:f,    arn:aws:lambda:us-east-1:1:function:F,     false
                    arn:aws:lambda:us-east-1:1:function:f*,   arn:aws:lambda:us-east-1:1:function:f:7,   true
                    arn:aws:lambda:us-east-1:1:function:f:*,  arn:aws:lambda:us-east-1:1:function:f,     false
                    arn:aws:lambda:us-east-1:1:function:f?,   arn:aws:lambda:us-east-1:1:function:fg,    true
                    arn:aws:lambda:us-east-1:1:function:f?,   arn:aws:lambda:us-east-1:1:function:f,     false
                    arn:aws:lambda:*:1:function:f,            arn:aws:lambda:us-east-1:1:function:f,     true
                    arn:aws:lambda:us-*-1:1:function:f,       arn:aws:lambda:us-east-1:1:function:f,     true
                    arn:aws:lambda:us-*-1:1:function:f,       arn:aws:lambda:us-x:y-1:1:function:f,      false
                    arn:aws:lambda:us-eas?:1:function:f,      arn:aws:lambda:us-eas::1:function:f,       false
                    arn:aws:lambda:*,                         arn:aws:lambda:us-east-1:1:function:f,     true
                    arn:aws:s3:::b/*/c,                       arn:aws:s3:::b/x:y/z/c,                    true
                    *,                                        anything at all,                           true
                    """)
    void comparesResources(String pattern, String resource, boolean expected) {
        assertThat(Template.of(pattern, Wildcards.RESOURCE, true).matches(resource, RequestContext.EMPTY))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    arn:aws:s3:::b*,                  arn:aws:s3:::bucket,                true
                    arn:aws:*:us-east-1:1:topic,      arn:aws:sns:us-east-1:1:topic,      true
                    arn:aws:*:topic,                  arn:aws:sns:us-east-1:1:topic,      false
                    arn:*:sns:*:*:t?pic,              arn:aws:sns:us-east-1:1:topic,      true
                    *,                                arn:aws:sns:us-east-1:1:topic,      true
                    """)
    void comparesThePartsOfAnArnAlone(String pattern, String arn, boolean expected) {
        assertThat(Template.of(pattern, Wildcards.ARN, true).matches(arn, RequestContext.EMPTY))
                .isEqualTo(expected);
    }

    @Test
    void replacesVariablesByTextInWhichStarsMeanNothing() {
        Template home = Template.of("home/${aws:UserName}/*", Wildcards.ANYWHERE, true);
        assertThat(home.matches("home/ana*/x", ANA)).isTrue();
        assertThat(home.matches("home/anastasia/x", ANA)).isFalse();
        assertThat(home.matches("home/ana*/x", RequestContext.EMPTY)).isFalse();
        assertThat(Template.of("${aws:userid, 'none'}", Wildcards.NONE, true).matches("none", ANA))
                .isTrue();
        assertThat(Template.of("a${*}b${$}${?}", Wildcards.ANYWHERE, true).matches("a*b$?", ANA))
                .isTrue();
        assertThat(Template.of("a${*}b", Wildcards.ANYWHERE, true).matches("axb", ANA))
                .isFalse();
    }

    @Test
    void leavesVariablesAloneWhereTheVersionHasNone() {
        assertThat(Template.of("${aws:username}", Wildcards.NONE, false).matches("${aws:username}", ANA))
                .isTrue();
        assertThat(Template.of("${unclosed", Wildcards.NONE, true).matches("${unclosed", ANA))
                .isTrue();
    }

    @Test
    void agreesWithRegularExpressions() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String pattern = text(random, "ab*?", 8);
            String value = text(random, "abA", 10);
            StringBuilder regex = new StringBuilder();
            pattern.chars()
                    .forEach(character -> regex.append(
                            switch (character) {
                                case '*' -> ".*";
                                case '?' -> ".";
                                default -> Character.toString(character);
                            }));
            Template template = Template.of(pattern, Wildcards.ANYWHERE, true);
            assertThat(template.matches(value, RequestContext.EMPTY))
                    .as("seed %s: %s, %s", seed, pattern, value)
                    .isEqualTo(value.matches(regex.toString()));
            assertThat(template.matchesIgnoringCase(value, RequestContext.EMPTY))
                    .as("seed %s: %s, %s ignoring case", seed, pattern, value)
                    .isEqualTo(Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE)
                            .matcher(value)
                            .matches());
        }
    }

    @Test
    void manyStarsCostNoMoreThanOthers() {
        Template template = Template.of("*a".repeat(1000) + "b", Wildcards.ANYWHERE, true);
        assertThat(template.matches("a".repeat(5000), RequestContext.EMPTY)).isFalse();
    }

    private static String text(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
