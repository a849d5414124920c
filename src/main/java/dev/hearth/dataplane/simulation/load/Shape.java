package dev.hearth.dataplane.simulation.load;

import java.util.Locale;
import java.util.Optional;

/** The synthetic loads. */
public enum Shape {
    /** The published features of Azure Functions: rates over eight orders of magnitude, most functions rare. */
    AZURE,
    /** Few calls, and now and then hundreds at once of one function. */
    BURST,
    /** Calls that know nothing of each other, at the same rate all day. */
    STEADY,
    /** The same with nearly nothing at night. */
    DIURNAL;

    /** As on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this name. */
    public static Optional<Shape> of(String label) {
        for (Shape shape : values()) {
            if (shape.label().equals(label)) {
                return Optional.of(shape);
            }
        }
        return Optional.empty();
    }
}
