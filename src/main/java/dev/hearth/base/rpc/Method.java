package dev.hearth.base.rpc;

import java.util.Set;

/**
 * A method that one process can call in another.
 *
 * @param name the service's name, a slash, and its own
 * @param callers the roles that may call it; see {@link Peer#hasRole}
 */
public record Method<Q, A>(String name, Codec<Q> question, Codec<A> answer, Set<String> callers) {
    public Method {
        callers = Set.copyOf(callers);
    }
}
