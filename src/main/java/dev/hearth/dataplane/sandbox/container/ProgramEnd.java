package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ChildProcess;
import dev.hearth.base.linux.EventLoop;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Is told the end of a container's first process, and reports how the function's program ended.
 *
 * @param told returns the wait status that the first process reported; nothing if it was killed before. Called once
 */
record ProgramEnd(Launcher.Listener listener, Supplier<Optional<Integer>> told) implements EventLoop.Listener {
    @Override
    public void output(byte[] bytes) {
        listener.output(bytes);
    }

    @Override
    public void heldUp() {
        listener.heldUp();
    }

    @Override
    public void ended(ChildProcess.End end) {
        listener.exited(told.get().map(Programs::exit).orElseGet(() -> Programs.exit(end)));
    }
}
