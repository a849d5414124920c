package dev.hearth.model;

/** The name of one sandbox, unique for all time: 32 hexadecimal digits, as in the name of its log stream. */
public record SandboxId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
