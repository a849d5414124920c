package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A mount namespace that only some threads of this process live in ({@code mount_namespaces(7)}).
 *
 * <p>What they mount, nobody else on the machine sees, and all of it is gone with the process, however that dies: there
 * is nothing to clean up. Programs that they start are born in it. What the machine mounts and unmounts meanwhile
 * reaches it; nothing gets out.
 */
public final class MountNamespace implements AutoCloseable {
    private static final int SHARES_FOLDERS = 0x200;
    private static final int NEW_MOUNTS = 0x20000;

    private final Descriptor namespace;
    private final ExecutorService threads;

    /** Set on the threads that have entered. */
    private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);

    private MountNamespace(Descriptor namespace, int count) {
        this.namespace = namespace;
        this.threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("mounts-", 0).factory());
    }

    /** Makes one for {@code count} threads: as many can be at work in it at once. */
    public static MountNamespace create(int count) {
        FutureTask<Descriptor> founding = new FutureTask<>(() -> {
            Kernel.checked("a mount namespace can't be made", Call.UNSHARE, NEW_MOUNTS);
            Mounts.receiveOnly(Path.of("/"));
            return Descriptor.open(Path.of("/proc/thread-self/ns/mnt"), 0);
        });
        Thread.ofPlatform().daemon().name("mounts-founder").start(founding);
        return new MountNamespace(result(founding), count);
    }

    /** Runs a task on a thread that lives here, and waits for it; at once if the calling thread is one. */
    public <T> T inside(Callable<T> task) {
        FutureTask<T> running = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        if (entered.get()) {
            // a task that waited for another one would take two threads, and many such tasks all there are
            running.run();
        } else {
            threads.execute(running);
        }
        return result(running);
    }

    private void enter() {
        if (!entered.get()) {
            Kernel.checked("a mount namespace can't be entered", Call.UNSHARE, SHARES_FOLDERS);
            Kernel.checked("a mount namespace can't be entered", Call.SETNS, namespace.number(), NEW_MOUNTS);
            entered.set(true);
        }
    }

    private static <T> T result(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true; // what has begun is finished, lest half of it is left
                }
            }
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException cause -> cause;
                case Error cause -> throw cause;
                case null, default -> new LinuxException(String.valueOf(e.getMessage()), e);
            };
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends its threads. What was mounted goes when the last program in it has ended. */
    @Override
    public void close() {
        threads.shutdown();
        namespace.close();
    }
}
