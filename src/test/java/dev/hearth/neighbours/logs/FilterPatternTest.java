package dev.hearth.neighbours.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                     | anything            | true",
                "'   '                  | anything            | true",
                "ERROR                  | an ERROR came       | true",
                "ERROR                  | an error came       | false",
                "ERROR code             | code 5 ERROR        | true",
                "ERROR code             | ERROR 5             | false",
                "\"Task timed out\"     | x Task timed out 3  | true",
                "\"Task timed out\"     | Task 3 timed out    | false",
                "\"say \\\"hi\\\"\"     | I say \"hi\" now    | true",
                "?ERROR ?WARN           | a WARN              | true",
                "?ERROR ?WARN           | an INFO             | false",
                "ERROR -Exiting         | ERROR in 5          | true",
                "ERROR -Exiting         | ERROR, Exiting      | false",
                "ERROR -\"not found\"   | ERROR not found     | false",
                "-DEBUG                 | INFO                | true",
                "-DEBUG                 | DEBUG               | false",
                "INFO ?ERROR            | INFO only           | true",
            })
    void termsMatch(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\'',
            value = {
                "{ $.level = \"ERROR\" }              ~ {\"level\":\"ERROR\"}                  ~ true",
                "{ $.level = \"ERROR\" }              ~   {\"level\": \"INFO\"}                ~ false",
                "{ $.level = \"ERROR\" }              ~ {}                                   ~ false",
                "{ $.level = \"ERROR\" }              ~ level ERROR                          ~ false",
                "{ $.level = \"ERROR\" }              ~ {\"level\":\"ERROR\"                   ~ false",
                "{ $.level = \"ERROR\" }              ~ {\"level\":[\"ERROR\"]}                ~ false",
                "{$.level=ERROR}                      ~ {\"level\":\"ERROR\"}                  ~ true",
                "{ $.level != \"ERROR\" }             ~ {\"level\":\"INFO\"}                   ~ true",
                "{ $.level != \"ERROR\" }             ~ {}                                   ~ false",
                "{ $.path = \"/api/*\" }              ~ {\"path\":\"/api/x/y\"}                ~ true",
                "{ $.path = \"*x*y\" }                ~ {\"path\":\"/api/x/y\"}                ~ true",
                "{ $.path = \"*y*x\" }                ~ {\"path\":\"/api/x/y\"}                ~ false",
                "{ $.path = \"ab*ba\" }               ~ {\"path\":\"aba\"}                     ~ false",
                "{ $.user.id = 7 }                    ~ {\"user\":{\"id\":7.0}}                ~ true",
                "{ $.n > 5 }                          ~ {\"n\":6}                            ~ true",
                "{ $.n > 5 }                          ~ {\"n\":5}                            ~ false",
                "{ $.n >= 5 }                         ~ {\"n\":5}                            ~ true",
                "{ $.n < 1.5e3 }                      ~ {\"n\":1499}                         ~ true",
                "{ $.n <= -1 }                        ~ {\"n\":0}                            ~ false",
                "{ $.n > 5 }                          ~ {\"n\":\"many\"}                       ~ false",
                "{ $.n IS NULL }                      ~ {\"n\":null}                         ~ true",
                "{ $.n IS NULL }                      ~ {}                                   ~ false",
                "{ $.n IS TRUE }                      ~ {\"n\":true}                         ~ true",
                "{ $.n is false }                     ~ {\"n\":true}                         ~ false",
                "{ $.n NOT EXISTS }                   ~ {}                                   ~ true",
                "{ $.n NOT EXISTS }                   ~ {\"n\":null}                         ~ false",
                "{ $.a = 1 && $.b = 2 }               ~ {\"a\":1,\"b\":2}                      ~ true",
                "{ $.a = 1 && $.b = 2 }               ~ {\"a\":1,\"b\":3}                      ~ false",
                "{ $.a = 1 || $.b = 2 && $.c = 3 }    ~ {\"a\":1}                            ~ true",
                "{ ($.a = 1 || $.b = 2) && $.c = 3 }  ~ {\"a\":1}                            ~ false",
                "{ ($.a = 1) || ($.b = 2) }           ~ {\"b\":2}                            ~ true",
                "{ $.list[1] = \"b\" }                ~ {\"list\":[\"a\",\"b\"]}               ~ true",
                "{ $.list[2] = \"b\" }                ~ {\"list\":[\"a\",\"b\"]}               ~ false",
                "{ $.list[*].id = 2 }                 ~ {\"list\":[{\"id\":1},{\"id\":2}]}     ~ true",
                "{ $.*.id = 2 }                       ~ {\"x\":{\"id\":2}}                     ~ true",
                "{ $['a.b'] = 1 }                     ~ {\"a.b\":1}                          ~ true",
                "{ $.a = true }                       ~ {\"a\":true}                         ~ true",
            })
    void membersOfJsonMatch(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\'',
            value = {
                "[ip, user]                           ~ 1.2.3.4 me                    ~ true",
                "[ip, user]                           ~ 1.2.3.4 me too                ~ false",
                "[ip, ...]                            ~ 1.2.3.4 me too                ~ true",
                "[..., size]                          ~ 1.2.3.4                       ~ true",
                "[ip, ..., size > 5]                  ~ 1.2.3.4 a b 6                 ~ true",
                "[ip, ..., size > 5]                  ~ 6                             ~ false",
                "[level=ERROR, ...]                   ~ ERROR it broke                ~ true",
                "[level=ERROR, ...]                   ~ WARN it broke                 ~ false",
                "[level!=ERROR, ...]                  ~ WARN it broke                 ~ true",
                "[s = 4* || s = 5*, r]                ~ 503 \"GET / HTTP\"            ~ true",
                "[s = 4* || s = 5*, r]                ~ 203 \"GET / HTTP\"            ~ false",
                "[s >= 400 && s < 500, r=\"*HTTP\"]   ~ 404 [GET / HTTP]              ~ true",
                "[s >= 400 && s < 500]                ~ 500                           ~ false",
            })
    void columnsMatch(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"open",
                "a -",
                "%regex%",
                "?",
                "{",
                "{}",
                "{ $ = 1 }",
                "{ level = 1 }",
                "{ $.level }",
                "{ $.level = }",
                "{ $.level = %E% }",
                "{ $.level > high }",
                "{ $.level IS GOOD }",
                "{ $.level EXISTS }",
                "{ $.a = 1 & $.b = 2 }",
                "{ ($.a = 1 }",
                "{ $.a = 1 } more",
                "{ $.a[x] = 1 }",
                "{ $.a[99999999999] = 1 }",
                "[",
                "[]",
                "[a",
                "[a,]",
                "[..., ...]",
                "[a=1 || b=2]",
                "[a] more",
            })
    void whatIsNotUnderstoodIsRefused(String pattern) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> FilterPattern.parse(pattern))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER));
    }
}
