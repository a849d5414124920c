package dev.hearth.app;

import dev.hearth.dataplane.runtimes.FunctionEnvironment.Credentials;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.model.FunctionVersion;
import dev.hearth.neighbours.iam.FunctionSessions;
import dev.hearth.neighbours.iam.SessionCredentials;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives functions the credentials of their roles, from sessions of Hearth's own STS. */
final class RoleAwsAccess implements AwsAccess {
    private final FunctionSessions sessions;
    private final Supplier<Optional<URI>> endpoint;

    RoleAwsAccess(FunctionSessions sessions, Supplier<Optional<URI>> endpoint) {
        this.sessions = sessions;
        this.endpoint = endpoint;
    }

    @Override
    public Credentials credentials(FunctionVersion function) {
        SessionCredentials session =
                sessions.begin(function.arn(), function.configuration().role());
        return new Credentials(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    }

    @Override
    public Optional<URI> endpoint() {
        return endpoint.get();
    }
}
