package dev.hearth.base.auth;

import java.util.List;

/** The part of a request besides its body that a signature covers, as the peer sent it. */
public interface SignedHead {
    String method();

    /** The path as sent: percent-encoded, without the query. */
    String rawPath();

    /** The query as sent, without the question mark; empty if there is none. */
    String rawQuery();

    /** All values of a header, in the order sent; the name is in lower case. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    List<String> headerNames();
}
