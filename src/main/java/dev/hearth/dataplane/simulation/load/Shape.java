package dev.hearth.dataplane.simulation.load;

import java.util.Locale;
import java.util.Optional;

/** The kinds of synthetic loads. */
public enum Shape {
    /**
     * The published features of Azure Functions: rates over eight orders of magnitude, and most functions rarely
     * called.
     */
    AZURE,
    /** Few calls, and now and then hundreds of calls of one function at once. */
    BURST,
    /** Independent calls at a constant rate. */
    STEADY,
    /** Independent calls at a rate that falls to nearly zero at night. */
    DIURNAL;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The shape of this name. */
    public static Optional<Shape> of(String label) {
        for (Shape shape : values()) {
            if (shape.label().equals(label)) {
                return Optional.of(shape);
            }
        }
        return Optional.empty();
    }
}
