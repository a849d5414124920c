package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxListener;
import java.util.concurrent.locks.ReentrantLock;

/** A listener of several processes, each with a thread of its own, that is called by one of them at a time. */
final class SerialListener implements SandboxListener {
    private final SandboxListener listener;
    private final ReentrantLock speaking = new ReentrantLock();

    SerialListener(SandboxListener listener) {
        this.listener = listener;
    }

    @Override
    public void output(byte[] bytes) {
        speak(() -> listener.output(bytes));
    }

    @Override
    public void companionOutput(byte[] bytes) {
        speak(() -> listener.companionOutput(bytes));
    }

    @Override
    public void companionExited(Companion companion, Exit exit) {
        speak(() -> listener.companionExited(companion, exit));
    }

    @Override
    public void exited(Exit exit) {
        speak(() -> listener.exited(exit));
    }

    private void speak(Runnable call) {
        speaking.lock();
        try {
            call.run();
        } finally {
            speaking.unlock();
        }
    }
}
