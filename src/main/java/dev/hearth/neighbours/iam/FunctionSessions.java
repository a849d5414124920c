package dev.hearth.neighbours.iam;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.SessionTerms;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The sessions by which functions act as their roles. Each is named after its function, as on Lambda. */
public final class FunctionSessions {
    /** The duration of a session. A sandbox gets a new session before the end. */
    public static final Duration LIFE = Limits.FUNCTION_SESSION;

    private final Authorization authorization;
    private final Time time;

    public FunctionSessions(Authorization authorization, Time time) {
        this.authorization = authorization;
        this.time = time;
    }

    /**
     * Begins a session.
     *
     * @param role the ARN of the function's role, which need not exist in IAM ({@link UnknownRoles})
     */
    public SessionCredentials begin(FunctionArn function, String role) {
        Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
        SessionTerms terms = SessionTerms.until(now, now.plus(LIFE));
        return authorization
                .role(role)
                .map(known -> authorization.sessions().issue(known, function.sessionName(), terms))
                .orElseGet(() -> authorization
                        .sessions()
                        .issueForUnknown(function.account(), PolicyCatalog.name(role), function.sessionName(), terms));
    }
}
