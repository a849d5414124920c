package dev.hearth.base.rpc;

import java.util.Set;

/**
 * The process at the other end of a connection, as its certificate names it.
 *
 * <p>Names of a certificate are DNS names: {@code ROLE.hearth.internal} for each role that the process has, and {@code
 * NAME.ROLE.hearth.internal} if there are several processes of the role and it matters which it is. They are in no name
 * server. A process that connects knows the address, and checks that the certificate has the expected name.
 */
public record Peer(Set<String> names) {
    private static final String DOMAIN = ".hearth.internal";

    public Peer {
        names = Set.copyOf(names);
    }

    /** The name of any process of a role. */
    public static String name(String role) {
        return role + DOMAIN;
    }

    /** The name of one process of a role. */
    public static String name(String role, String process) {
        return process + "." + name(role);
    }

    public boolean hasRole(String role) {
        return names.contains(name(role));
    }

    /** Whether it is this one process of the role. */
    public boolean is(String role, String process) {
        return names.contains(name(role, process));
    }
}
