package dev.hearth.dataplane.runtimeapi;

/** What an extension's call came to. */
sealed interface ExtensionReply {
    /** It is registered. */
    record Registered(String identifier, Extensions.Function function) implements ExtensionReply {}

    /** Something happened. */
    record Event(ExtensionEvent event, long number) implements ExtensionReply {}

    /** What it told is known. */
    record Accepted() implements ExtensionReply {}

    /** The call is not allowed. */
    record Refused(String type, String message) implements ExtensionReply {}

    static ExtensionReply refused(String type, String message) {
        return new Refused(type, message);
    }
}
