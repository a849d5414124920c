package dev.hearth.dataplane.runtimeapi;

/** The state of a {@link Session}, with its name in error messages for the runtime. */
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
