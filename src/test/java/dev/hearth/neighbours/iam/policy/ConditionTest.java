package dev.hearth.neighbours.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    /** Values are separated by bars; a dash stands for a key that the request does not have. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    StringEquals;                    a;        a|b;                        true
                    StringEquals;                    A;        a;                          false
                    StringEquals;                    -;        a;                          false
                    StringEqualsIfExists;            -;        a;                          true
                    StringEqualsIfExists;            b;        a;                          false
                    StringNotEquals;                 a;        a|b;                        false
                    StringNotEquals;                 c;        a|b;                        true
                    StringNotEquals;                 -;        a;                          true
                    StringEqualsIgnoreCase;          ÀB;       àb;                         true
                    StringNotEqualsIgnoreCase;       AB;       ab;                         false
                    StringLike;                      abc;      a*;                         true
                    StringLike;                      abc;      a?;                         false
                    StringNotLike;                   abc;      x*;                         true
                    NumericEquals;                   1.0;      1;                          true
                    NumericEquals;                   x;        1;                          false
                    NumericNotEquals;                2;        1;                          true
                    NumericLessThan;                 9;        10;                         true
                    NumericLessThanEquals;           10;       10;                         true
                    NumericGreaterThan;              10;       10;                         false
                    NumericGreaterThanEquals;        10;       10;                         true
                    DateEquals;                      2026-01-02T03:04:05Z; 2026-01-02T04:04:05+01:00; true
                    DateNotEquals;                   2026-01-02T03:04:05Z; 2026-01-02;     true
                    DateLessThan;                    2026-01-02T03:04:05Z; 2026-01-03;     true
                    DateLessThanEquals;              1767323045; 2026-01-02T03:04:05Z;     true
                    DateGreaterThan;                 2026-01-02T03:04:05Z; 2026-01-02;     true
                    DateGreaterThanEquals;           yesterday; 2026-01-02;                false
                    Bool;                            true;     True;                       true
                    Bool;                            false;    true;                       false
                    Bool;                            -;        false;                      false
                    BoolIfExists;                    -;        false;                      true
                    BinaryEquals;                    QQ==;     QQ==;                       true
                    IpAddress;                       10.1.2.3; 10.0.0.0/8;                 true
                    IpAddress;                       11.1.2.3; 10.0.0.0/8|11.1.2.3;        true
                    IpAddress;                       2001:db8::1; 2001:db8::/32;           true
                    IpAddress;                       2001:db9::1; 2001:db8::/32|10.0.0.0/8; false
                    IpAddress;                       10.1.2.3; 10.0.0.0/33|10.0.0.0/;      false
                    IpAddress;                       localhost; 127.0.0.0/8;               false
                    NotIpAddress;                    10.1.2.3; 10.0.0.0/8;                 false
                    NotIpAddress;                    -;        10.0.0.0/8;                 true
                    ArnEquals;                       arn:aws:s3:::b; arn:aws:s3:::*;       true
                    ArnLike;                         arn:aws:sns:r:1:t; arn:aws:*:t;       false
                    ArnNotLike;                      arn:aws:s3:::b; arn:aws:s3:::c*;      true
                    ArnNotEquals;                    arn:aws:s3:::b; arn:aws:s3:::b;       false
                    Null;                            -;        true;                       true
                    Null;                            a;        true;                       false
                    Null;                            a;        false;                      true
                    ForAnyValue:StringEquals;        a|x;      a|b;                        true
                    ForAnyValue:StringEquals;        x|y;      a|b;                        false
                    ForAnyValue:StringEquals;        -;        a|b;                        false
                    ForAnyValue:StringNotEquals;     a|x;      a|b;                        true
                    ForAllValues:StringEquals;       a|b;      a|b|c;                      true
                    ForAllValues:StringEquals;       a|x;      a|b|c;                      false
                    ForAllValues:StringEquals;       -;        a;                          true
                    ForAllValues:StringLike;         ab|ac;    a*;                         true
                    """)
    void holds(String operator, String given, String wanted, boolean expected) {
        String values = Json.writeString(dev.hearth.base.json.JsonValue.of(List.of(wanted.split("\\|"))));
        PolicyDocument policy = PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"%s": {"x:Key": %s}}}}
                """.formatted(operator, values), Kind.IDENTITY);
        RequestContext context = given.equals("-")
                ? RequestContext.EMPTY
                : RequestContext.EMPTY.with("X:kEY", List.of(given.split("\\|")));
        assertThat(policy.statements().getFirst().covers("a:B", "*", context)).isEqualTo(expected);
    }
}
