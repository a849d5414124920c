package dev.hearth.auth;

import java.util.List;

/** What a signature covers of a request, as it came over the wire. */
public interface SignedRequest {
    String method();

    /** The path as sent: percent-encoded, without the query. */
    String rawPath();

    /** What follows the question mark, as sent; empty if there is none. */
    String rawQuery();

    /** All values of a header, in the order sent; the name is in lower case. */
    List<String> headers(String name);

    byte[] body();
}
