package dev.hearth.base.auth;

import java.util.List;

/** What a signature covers of a request besides its body, as it came over the wire. */
public interface SignedHead {
    String method();

    /** The path as sent: percent-encoded, without the query. */
    String rawPath();

    /** What follows the question mark, as sent; empty if there is none. */
    String rawQuery();

    /** All values of a header, in the order sent; the name is in lower case. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    List<String> headerNames();
}
