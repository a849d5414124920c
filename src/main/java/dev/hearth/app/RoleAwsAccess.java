package dev.hearth.app;

import dev.hearth.dataplane.runtimes.FunctionEnvironment.Credentials;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.neighbours.iam.SessionCredentials;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Gives functions the credentials of their roles, from sessions of Hearth's own STS or of another. */
final class RoleAwsAccess implements AwsAccess {
    private final BiFunction<FunctionArn, String, SessionCredentials> sessions;
    private final Supplier<Optional<URI>> endpoint;
    private final Map<String, String> variables;

    /**
     * @param sessions begins a session for a function and the ARN of its role
     * @param variables of every function
     */
    RoleAwsAccess(
            BiFunction<FunctionArn, String, SessionCredentials> sessions,
            Supplier<Optional<URI>> endpoint,
            Map<String, String> variables) {
        this.sessions = sessions;
        this.endpoint = endpoint;
        this.variables = variables;
    }

    @Override
    public Credentials credentials(FunctionVersion function) {
        SessionCredentials session =
                sessions.apply(function.arn(), function.configuration().role());
        return new Credentials(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken(), session.expires());
    }

    @Override
    public Optional<URI> endpoint() {
        return endpoint.get();
    }

    @Override
    public Map<String, String> variables() {
        return variables;
    }
}
