package dev.hearth.dataplane.simulation.load;

import java.nio.file.Path;

/** A trace can't be used. The message has the file, the line and the reason. */
public final class TraceException extends RuntimeException {
    TraceException(Path file, String problem) {
        super(file + ": " + problem, null, false, false);
    }

    TraceException(Path file, long line, String problem) {
        super(file + ", line " + line + ": " + problem, null, false, false);
    }
}
