package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.wire.messages.Welcome;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Worker hears about the surroundings of functions when it joins.
 *
 * @param endpoint where functions reach AWS's services, if that is another server
 * @param servicesPort the port at which the process that the Worker has joined serves AWS's services to functions
 * @param variables the environment variables of all functions
 */
public record Surroundings(Optional<URI> endpoint, OptionalInt servicesPort, Map<String, String> variables) {
    /** Before anything was heard. */
    public static final Surroundings UNKNOWN = new Surroundings(Optional.empty(), OptionalInt.empty(), Map.of());

    public Surroundings {
        variables = Map.copyOf(variables);
    }

    Welcome message() {
        Welcome.Builder welcome = Welcome.newBuilder().putAllVariables(variables);
        endpoint.ifPresent(uri -> welcome.setEndpoint(uri.toString()));
        servicesPort.ifPresent(welcome::setServicesPort);
        return welcome.build();
    }

    static Surroundings of(Welcome welcome) {
        return new Surroundings(
                welcome.hasEndpoint() ? Optional.of(URI.create(welcome.getEndpoint())) : Optional.empty(),
                welcome.hasServicesPort() ? OptionalInt.of(welcome.getServicesPort()) : OptionalInt.empty(),
                welcome.getVariablesMap());
    }
}
