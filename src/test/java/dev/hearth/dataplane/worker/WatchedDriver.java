package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A driver that tells what is done with its sandboxes, and can be made to fail. */
final class WatchedDriver implements SandboxDriver {
    private final SandboxDriver driver;
    private final Collection<SandboxId> made = new ConcurrentLinkedQueue<>();
    private final Collection<SandboxId> frozen = new ConcurrentLinkedQueue<>();
    private final Collection<SandboxId> terminated = new ConcurrentLinkedQueue<>();
    private volatile boolean refusesResets;
    private volatile Consumer<SandboxId> beforeDestroy = id -> {};

    WatchedDriver(SandboxDriver driver) {
        this.driver = driver;
    }

    /** The sandboxes that were made, in that order. */
    List<SandboxId> made() {
        return List.copyOf(made);
    }

    /** The sandboxes that were frozen, each as often as it was. */
    List<SandboxId> frozen() {
        return List.copyOf(frozen);
    }

    /** The sandboxes whose programs were asked to end. */
    List<SandboxId> terminated() {
        return List.copyOf(terminated);
    }

    /** From now on, no reset succeeds. */
    void refuseResets() {
        refusesResets = true;
    }

    /** Does this before a sandbox is destroyed, on the thread that destroys it. */
    void beforeDestroy(Consumer<SandboxId> action) {
        beforeDestroy = action;
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public SandboxCapabilities capabilities() {
        return driver.capabilities();
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return driver.runtimeApiAddress();
    }

    @Override
    public int recover() {
        return driver.recover();
    }

    @Override
    public Layout layout(Contents contents) {
        return driver.layout(contents);
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        made.add(spec.id());
        return new Watched(driver.create(spec));
    }

    @Override
    public void close() {
        driver.close();
    }

    private final class Watched implements Sandbox {
        private final Sandbox sandbox;

        Watched(Sandbox sandbox) {
            this.sandbox = sandbox;
        }

        @Override
        public SandboxId id() {
            return sandbox.id();
        }

        @Override
        public Optional<InetAddress> address() {
            return sandbox.address();
        }

        @Override
        public void assign(Assignment assignment, SandboxListener listener) {
            sandbox.assign(assignment, listener);
        }

        @Override
        public void prepare(Stem stem) {
            sandbox.prepare(stem);
        }

        @Override
        public boolean isWaiting() {
            return sandbox.isWaiting();
        }

        @Override
        public void limit(DataSize memory) {
            sandbox.limit(memory);
        }

        @Override
        public void flushOutput() {
            sandbox.flushOutput();
        }

        @Override
        public void initialized() {
            sandbox.initialized();
        }

        @Override
        public void start() {
            sandbox.start();
        }

        @Override
        public SocketChannel connect(int port) throws IOException {
            return sandbox.connect(port);
        }

        @Override
        public void terminate() {
            terminated.add(sandbox.id());
            sandbox.terminate();
        }

        @Override
        public void freeze() {
            sandbox.freeze();
            frozen.add(id());
        }

        @Override
        public void thaw() {
            sandbox.thaw();
        }

        @Override
        public DataSize memoryPeak() {
            return sandbox.memoryPeak();
        }

        @Override
        public Duration processorTime() {
            return sandbox.processorTime();
        }

        @Override
        public void reset() {
            if (refusesResets) {
                throw new SandboxException("a process that can't be killed");
            }
            sandbox.reset();
        }

        @Override
        public void destroy() {
            beforeDestroy.accept(sandbox.id());
            sandbox.destroy();
        }
    }
}
