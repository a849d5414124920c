package dev.hearth.base.json;

/** Text that is no JSON, or JSON that is not what the reader asked for; the message says what and where. */
public final class JsonException extends RuntimeException {
    /** What Jackson says in place of the text, which is the caller's own affair: so does Lambda. */
    static final String SOURCE = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";

    private final String problem;
    private final int line;
    private final int column;

    JsonException(String problem, int line, int column) {
        super(
                problem + "\n at [Source: " + SOURCE + "; line: " + line + ", column: " + column + "]",
                null,
                false,
                false);
        this.problem = problem;
        this.line = line;
        this.column = column;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }

    /** Starts at 1. */
    public int line() {
        return line;
    }

    /** Starts at 1. */
    public int column() {
        return column;
    }
}
