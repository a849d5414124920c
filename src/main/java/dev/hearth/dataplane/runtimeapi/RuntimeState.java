package dev.hearth.dataplane.runtimeapi;

/** Where a runtime is in its {@link Session}, with the name that its error messages know it by. */
enum RuntimeState {
    STARTING("Started"),
    FAILED("InitError"),
    READY("Ready"),
    BUSY("Running"),
    STREAMING("InvocationResponse"),
    RESPONDED("ResponseSent"),
    GONE("Gone");

    private final String wire;

    RuntimeState(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }
}
