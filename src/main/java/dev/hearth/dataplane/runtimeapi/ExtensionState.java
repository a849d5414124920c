package dev.hearth.dataplane.runtimeapi;

/** Where an extension is in its {@link ExtensionGroup}, with the name that logs and error messages know it by. */
enum ExtensionState {
    STARTED("Started"),
    REGISTERED("Registered"),
    READY("Ready"),
    RUNNING("Running"),
    INIT_ERROR("InitError"),
    EXIT_ERROR("ExitError"),
    LAUNCH_ERROR("LaunchError");

    private final String wire;

    ExtensionState(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }
}
