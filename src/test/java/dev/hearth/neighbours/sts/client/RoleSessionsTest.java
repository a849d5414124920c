package dev.hearth.neighbours.sts.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.neighbours.iam.SessionCredentials;
import dev.hearth.time.ManualClock;
import dev.hearth.time.Time;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoleSessionsTest {
    private static final AccountId ACCOUNT = new AccountId("000000000001");
    private static final FunctionArn FUNCTION = new FunctionArn("eu-west-1", ACCOUNT, "hello", Optional.empty());
    private static final String ROLE = "arn:aws:iam::000000000001:role/service/a+b";
    private static final Duration LIFE = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final List<String> forms = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(200, "");

    /** What the service says; a body of nothing is a session. */
    private record Answer(int status, String body) {}

    private final HttpServer server = HttpServer.start(
            new HttpServerConfig(InetAddress.getLoopbackAddress(), 0),
            Time.SYSTEM,
            Duration.ofSeconds(1),
            (request, response) -> {
                forms.add(new String(request.body(10_000), StandardCharsets.UTF_8));
                Answer now = answer;
                String body = now.body().isEmpty() ? session(forms.size()) : now.body();
                response.status(now.status()).send(body.getBytes(StandardCharsets.UTF_8));
            });

    private final RoleSessions sessions = sessions(server.address().getPort());

    @AfterEach
    void close() {
        server.close();
    }

    private RoleSessions sessions(int port) {
        AccessKey key = new AccessKey("AKID", "secret", ACCOUNT);
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        return new RoleSessions(
                new StsClient(endpoint, new RequestSigner(key, "eu-west-1", "sts", Time.SYSTEM)), LIFE, clock);
    }

    private String session(int number) {
        return """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                  <AccessKeyId>ASIA%d</AccessKeyId><SecretAccessKey>a/b&amp;c</SecretAccessKey>
                  <SessionToken>token==</SessionToken><Expiration>%s</Expiration>
                </Credentials></AssumeRoleResult></AssumeRoleResponse>
                """.formatted(number, clock.now().plus(LIFE));
    }

    @Test
    void aSessionIsNamedAfterTheFunctionAndServesUntilHalfOfItsLife() {
        SessionCredentials first = sessions.of(FUNCTION, ROLE);
        assertThat(first)
                .isEqualTo(new SessionCredentials(
                        "ASIA1", "a/b&c", "token==", clock.now().plus(LIFE)));
        assertThat(forms)
                .containsExactly("Action=AssumeRole&DurationSeconds=3600"
                        + "&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000001%3Arole%2Fservice%2Fa%2Bb"
                        + "&RoleSessionName=hello&Version=2011-06-15");
        clock.advance(LIFE.dividedBy(2));
        assertThat(sessions.of(FUNCTION, ROLE)).isEqualTo(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.of(FUNCTION, ROLE).accessKeyId()).isEqualTo("ASIA2");
        assertThat(sessions.of(FUNCTION, ROLE).accessKeyId()).isEqualTo("ASIA2");
        assertThat(sessions.of(FUNCTION, ROLE + "2").accessKeyId()).isEqualTo("ASIA3");
    }

    @Test
    void aSessionThatCannotBeRenewedServesAsLongAsItIsValid() {
        SessionCredentials first = sessions.of(FUNCTION, ROLE);
        answer = new Answer(503, "down");
        clock.advance(LIFE.dividedBy(2).plusSeconds(1));
        assertThat(sessions.of(FUNCTION, ROLE)).isEqualTo(first);
        assertThat(sessions.of(FUNCTION, ROLE)).isEqualTo(first);
        assertThat(forms).as("attempts are some seconds apart").hasSize(2);
        clock.advance(Limits.BETWEEN_ATTEMPTS);
        assertThat(sessions.of(FUNCTION, ROLE)).isEqualTo(first);
        assertThat(forms).hasSize(3);

        clock.advance(LIFE);
        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(forms).as("so without a session").hasSize(4);

        answer = new Answer(200, "");
        clock.advance(Limits.BETWEEN_ATTEMPTS);
        assertThat(sessions.of(FUNCTION, ROLE).accessKeyId()).isEqualTo("ASIA5");
    }

    @Test
    void aRoleThatMayNotBeAssumedIsTheCallersError() {
        answer = new Answer(
                403,
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error>"
                        + "</ErrorResponse>");
        ServiceException refusal = failure();
        assertThat(refusal.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(refusal).hasMessage("The role defined for the function cannot be assumed by Lambda.");
        assertThat(refusal.getCause()).hasMessage("HTTP 403 AccessDenied: not you");
    }

    @Test
    void anAnswerThatIsNoSessionIsAFailure() {
        answer = new Answer(200, "<html>");
        assertThat(failure().getCause()).hasMessageContaining("no AccessKeyId");
        clock.advance(Limits.BETWEEN_ATTEMPTS);
        answer = new Answer(200, session(1).replaceAll("<Expiration>.*</Expiration>", "<Expiration>x</Expiration>"));
        assertThat(failure().getCause()).hasMessageContaining("Expiration");
        ServiceException nobody =
                catchThrowableOfType(ServiceException.class, () -> sessions(1).of(FUNCTION, ROLE));
        assertThat(nobody.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void manyWhoWaitShareOneSession() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SessionCredentials>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> sessions.of(FUNCTION, ROLE)));
            }
            for (Future<SessionCredentials> each : all) {
                assertThat(each.get(30, TimeUnit.SECONDS).accessKeyId()).isEqualTo("ASIA1");
            }
        }
        assertThat(forms).hasSize(1);
    }

    private ServiceException failure() {
        return catchThrowableOfType(ServiceException.class, () -> sessions.of(FUNCTION, ROLE));
    }
}
