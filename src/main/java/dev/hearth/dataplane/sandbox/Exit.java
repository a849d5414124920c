package dev.hearth.dataplane.sandbox;

/** The end of a sandbox's process. */
public sealed interface Exit {
    /** The process exited with this status. */
    record Status(int status) implements Exit {}

    /** A signal ended the process. */
    record Signal(int number) implements Exit {}

    /** The process exceeded its memory limit and was killed. */
    record OutOfMemory() implements Exit {}

    /** The program can't be started. */
    record NotStarted(String problem) implements Exit {}

    /** The working folder does not exist. The text is in Lambda's words. */
    record NoWorkingFolder(String problem) implements Exit {}
}
