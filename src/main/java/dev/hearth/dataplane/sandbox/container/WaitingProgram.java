package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.Stem;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The program of a stem cell in a container: the writing end of its standard input, and the listener once it has a
 * function.
 *
 * <pre>
 * from       event             to         notes
 * WAITING    output, exit      DISTURBED  not reported: a new start of the function would have the same output
 * WAITING    assign            ASSIGNED   from now on the function's listener is told everything
 * WAITING    assign, failed    DISTURBED  the program may have read a part of its input
 * any        close             (same)     the program's input ends
 * </pre>
 */
final class WaitingProgram implements SandboxListener, AutoCloseable {
    private final Stem stem;
    private final Descriptor input;

    /** Held while the function is assigned, so that the function's listener gets all output after that. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean disturbed;
    private @Nullable SandboxListener listener;
    private volatile @Nullable Descriptor process;

    /** @param input the writing end of its standard input, which this closes */
    WaitingProgram(Stem stem, Descriptor input) {
        this.stem = stem;
        this.input = input;
    }

    /** The program runs. */
    void started(Watched watched) {
        watched.handle().ifPresentOrElse(handle -> process = handle, this::disturb);
    }

    private void disturb() {
        lock.lock();
        try {
            disturbed = true;
        } finally {
            lock.unlock();
        }
    }

    /** A descriptor of the container's first process, while the program waits. */
    Descriptor process() {
        Descriptor handle = process;
        if (handle == null) {
            throw new IllegalStateException("it has not started");
        }
        return handle;
    }

    boolean isUndisturbed() {
        lock.lock();
        try {
            return !disturbed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Assigns its function.
     *
     * @param show mounts the function's contents for the program
     * @param to the listener from now on
     */
    void assign(Assignment assignment, Consumer<Contents> show, SandboxListener to) {
        boolean assigned = false;
        try {
            requireUndisturbed();
            byte[] message = message(assignment);
            show.accept(assignment.contents());
            lock.lock();
            try {
                requireUndisturbed();
                input.write(message);
                listener = to;
                assigned = true;
            } finally {
                lock.unlock();
            }
        } finally {
            if (!assigned) {
                disturb();
            }
            close();
        }
    }

    private byte[] message(Assignment assignment) {
        if (!stem.fits(assignment)) {
            throw new IllegalArgumentException("the program that waits is another one: " + stem.command());
        }
        byte[] message = Stem.message(assignment.workingFolder(), assignment.environment());
        if (message.length > Limits.STEM_MESSAGE_BYTES) {
            throw new SandboxException("too many variables: " + message.length + " bytes");
        }
        return message;
    }

    private void requireUndisturbed() {
        if (!isUndisturbed()) {
            throw new SandboxException("the program that waited has printed or ended");
        }
    }

    @Override
    public void output(byte[] bytes) {
        lock.lock();
        try {
            if (listener == null) {
                disturbed = true;
            } else {
                listener.output(bytes);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void exited(Exit exit) {
        lock.lock();
        try {
            if (listener == null) {
                disturbed = true;
            } else {
                listener.exited(exit);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        input.close();
        Descriptor handle = process;
        if (handle != null) {
            handle.close();
        }
    }
}
