package dev.hearth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
    @ValueSource(strings = {"{ $.level = \"ERROR\" }", "[ip, user]", "\"open", "a -", "%regex%", "?"})
    void otherPatternsAreRefused(String pattern) {
        assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> FilterPattern.parse(pattern));
    }
}
