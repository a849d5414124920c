package dev.hearth.base.http;

import java.util.Set;

/** The header fields of one connection, which whoever passes a message on does not pass on (RFC 9110, 7.6.1). */
public final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HopByHop() {}

    /**
     * Whether a header field is one of them.
     *
     * @param name in lower case
     */
    public static boolean has(String name) {
        return NAMES.contains(name);
    }
}
