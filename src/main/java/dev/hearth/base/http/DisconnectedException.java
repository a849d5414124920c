package dev.hearth.base.http;

import java.io.IOException;

/** The peer is gone, or too slow to be waited for. Nobody is left to answer. */
final class DisconnectedException extends IOException {
    DisconnectedException(String message) {
        super(message);
    }
}
