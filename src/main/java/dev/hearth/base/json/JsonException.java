package dev.hearth.base.json;

/** A text is not JSON, or not of the form that the reader expects. The message gives the problem and its position. */
public final class JsonException extends RuntimeException {
    /** Jackson's replacement for the text in messages, as in Lambda's messages. */
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

    /** The problem, without its position. */
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
