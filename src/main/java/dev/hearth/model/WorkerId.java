package dev.hearth.model;

/** The name of a worker: one machine of the fleet. */
public record WorkerId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
