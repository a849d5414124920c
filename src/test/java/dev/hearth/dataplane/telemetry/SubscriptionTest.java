package dev.hearth.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {
    @Test
    void readsWhatIsAskedForAndWhatIsUsual() throws Exception {
        assertThat(parse(
                        "{'schemaVersion':'2022-12-13','types':['platform','function'],'destination':"
                                + "{'protocol':'HTTP','URI':'http://sandbox.localdomain:8080/a?b=1'}}",
                        false))
                .isEqualTo(new Subscription(
                        Dialect.TELEMETRY_DECEMBER_2022,
                        Set.of(Category.PLATFORM, Category.FUNCTION),
                        10_000,
                        262_144,
                        Duration.ofSeconds(1),
                        new Subscription.Http(8080, "POST", "/a?b=1")));
        assertThat(parse(
                        "{'types':['extension'],'buffering':{'maxItems':1000,'maxBytes':1048576,'timeoutMs':25},"
                                + "'destination':{'protocol':'TCP','port':4000}}",
                        true))
                .isEqualTo(new Subscription(
                        Dialect.LOGS_2020,
                        Set.of(Category.EXTENSION),
                        1_000,
                        1_048_576,
                        Duration.ofMillis(25),
                        new Subscription.Tcp(4000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | schemaVersion is not supported; types should not be empty; destination.protocol should be HTTP",
                "[] | The request is no JSON object",
                "{'schemaVersion':'2021-03-18','types':['platform'],'destination':{'protocol':'TCP','port':1}}"
                        + " | schemaVersion is not supported",
                "{'schemaVersion':'2022-07-01','types':['traces'],'destination':{'protocol':'TCP','port':1}}"
                        + " | type traces is not supported",
                "{'schemaVersion':'2022-07-01','types':['platform'],'destination':{'protocol':'TCP','port':9001}}"
                        + " | port is not valid",
                "{'schemaVersion':'2022-07-01','types':['platform'],"
                        + "'destination':{'protocol':'HTTP','URI':'http://sandbox.localdomain'}}"
                        + " | URI port is not provided",
                "{'schemaVersion':'2022-07-01','types':['platform'],"
                        + "'destination':{'protocol':'HTTP','URI':'http://169.254.169.254:80/'}}"
                        + " | URI should begin with http://sandbox.localdomain",
                "{'schemaVersion':'2022-07-01','types':['platform'],'buffering':{'maxItems':10,'timeoutMs':30001},"
                        + "'destination':{'protocol':'TCP','port':1}}"
                        + " | buffering.maxItems should be between 1000 and 10000; buffering.timeoutMs should be",
                "{'schemaVersion':7,'types':['platform'],'destination':{'protocol':'TCP','port':1}} | "
            })
    void saysAllThatIsWrong(String request, String problem) {
        assertThatThrownBy(() -> parse(request, false))
                .isInstanceOf(Subscription.InvalidException.class)
                .hasMessageContaining(problem == null ? "" : problem);
    }

    private static Subscription parse(String request, boolean ofLogs) throws Subscription.InvalidException {
        return Subscription.parse(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), ofLogs);
    }
}
