package dev.hearth.cli;

/** Starts the server and returns when it has stopped, with the exit status. */
public interface ServerLauncher {
    int run(Configuration configuration) throws InterruptedException;
}
