package dev.hearth.cli;

/** Starts a Worker that joins another process's server, and returns when it has stopped, with the exit status. */
public interface WorkerLauncher {
    int serve(WorkerSettings settings) throws InterruptedException;
}
