package dev.hearth.dataplane.sandbox;

/** How a sandbox's process ended. */
public sealed interface Exit {
    /** It returned, with this status. */
    record Status(int status) implements Exit {}

    /** A signal ended it. */
    record Signal(int number) implements Exit {}

    /** It went over its memory limit and was killed. */
    record OutOfMemory() implements Exit {}

    /** There is no program that could be started; the text says what is wrong with it. */
    record NotStarted(String problem) implements Exit {}

    /** The folder that it should start in is not there; the text says so in Lambda's words. */
    record NoWorkingFolder(String problem) implements Exit {}
}
