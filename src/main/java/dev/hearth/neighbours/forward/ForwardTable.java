package dev.hearth.neighbours.forward;

import java.util.Map;
import java.util.Optional;

/**
 * The services that other servers serve.
 *
 * @param services by their signing names, such as {@code dynamodb}
 * @param others serves all services that Hearth does not have
 */
public record ForwardTable(Map<String, Upstream> services, Optional<Upstream> others) {
    /** No service is served by another server. */
    public static final ForwardTable NONE = new ForwardTable(Map.of(), Optional.empty());

    public ForwardTable {
        services = Map.copyOf(services);
    }

    /** Whether no service is served by another server. */
    public boolean isEmpty() {
        return services.isEmpty() && others.isEmpty();
    }

    /**
     * The server of a service; empty if Hearth serves it, or nobody does.
     *
     * @param here whether Hearth has the service
     */
    public Optional<Upstream> find(String service, boolean here) {
        Optional<Upstream> named = Optional.ofNullable(services.get(service));
        return here ? named : named.or(() -> others);
    }
}
