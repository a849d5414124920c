package dev.hearth.base.http;

import java.io.IOException;

/** The peer has closed the connection, or is too slow. No response can be sent. */
final class DisconnectedException extends IOException {
    DisconnectedException(String message) {
        super(message);
    }
}
