package dev.hearth.dataplane.functionurl;

/** What a function returned is no answer to an HTTP request. */
final class BadResultException extends RuntimeException {
    /** @param what is wrong with it */
    BadResultException(String what) {
        super(what, null, false, false);
    }
}
