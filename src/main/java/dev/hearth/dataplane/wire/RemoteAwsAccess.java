package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.wire.messages.SessionCredentials;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.model.FunctionVersion;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Credentials of functions' roles from another process. */
public final class RemoteAwsAccess implements AwsAccess {
    private final Caller other;
    private final Supplier<Optional<URI>> endpoint;
    private final Supplier<Map<String, String>> variables;

    /**
     * @param channel to the process; it stays its maker's
     * @param endpoint where functions reach AWS's services
     * @param variables of every function
     */
    public RemoteAwsAccess(
            RpcChannel channel, Supplier<Optional<URI>> endpoint, Supplier<Map<String, String>> variables) {
        this.other = new Caller(channel, "The process that gives credentials");
        this.endpoint = endpoint;
        this.variables = variables;
    }

    @Override
    public FunctionEnvironment.Credentials credentials(FunctionVersion function) {
        SessionCredentials session =
                other.call(Methods.CREDENTIALS, FunctionMessages.version(function), Limits.FROM_MEMORY);
        return new FunctionEnvironment.Credentials(
                session.getAccessKeyId(),
                session.getSecretAccessKey(),
                session.getSessionToken(),
                Instant.ofEpochMilli(session.getExpiresMillis()));
    }

    @Override
    public Optional<URI> endpoint() {
        return endpoint.get();
    }

    @Override
    public Map<String, String> variables() {
        return variables.get();
    }
}
