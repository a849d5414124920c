package dev.hearth.dataplane.functionurl;

/** A function's result is no valid HTTP answer. */
final class BadResultException extends RuntimeException {
    /** @param what the problem */
    BadResultException(String what) {
        super(what, null, false, false);
    }
}
