package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A mount namespace of some threads of this process ({@code mount_namespaces(7)}).
 *
 * <p>Their mounts are invisible to all other programs, and the kernel removes them when this process ends, however it
 * ends. Programs that these threads start are in the namespace too. Mounts and unmounts of the machine propagate into
 * it, but not out of it.
 */
public final class MountNamespace implements AutoCloseable {
    private static final int SHARES_FOLDERS = 0x200;
    private static final int NEW_MOUNTS = 0x20000;
    private static final int FROM_EMPTY_PATH = 4;
    private static final int NOT_IN_THIS_KERNEL = 38;

    private final Descriptor namespace;
    private final ExecutorService threads;

    /** True on the threads of the namespace. */
    private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);

    private MountNamespace(Descriptor namespace, int count) {
        this.namespace = namespace;
        this.threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("mounts-", 0).factory());
    }

    /** Makes a namespace with {@code count} threads, which run as many tasks at once. */
    public static MountNamespace create(int count) {
        FutureTask<Descriptor> founding = new FutureTask<>(() -> {
            Kernel.checked("a mount namespace can't be made", Call.UNSHARE, NEW_MOUNTS);
            Mounts.receiveOnly(Path.of("/"));
            return Descriptor.open(Path.of("/proc/thread-self/ns/mnt"), 0);
        });
        Thread.ofPlatform().daemon().name("mounts-founder").start(founding);
        return new MountNamespace(result(founding), count);
    }

    /** Runs a task on a thread of the namespace and waits for it. On such a thread it runs the task directly. */
    public <T> T inside(Callable<T> task) {
        FutureTask<T> running = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        if (entered.get()) {
            // a nested task would take a second thread, and many of them would take all threads
            running.run();
        } else {
            threads.execute(running);
        }
        return result(running);
    }

    /**
     * Attaches mounts in the mount namespace of another process, if this kernel can ({@link #canShow}).
     *
     * <p>A separate thread enters the namespace and ends afterwards. In the namespace it resolves only the paths of the
     * mount points.
     *
     * @param process a descriptor of the process ({@link ChildProcess#handle})
     */
    public static void show(Descriptor process, List<Shown> mounts) {
        FutureTask<long[]> showing = new FutureTask<>(() -> showFromHere(process, mounts));
        Thread.ofPlatform().daemon().name("mounts-visitor").start(showing);
        long[] results = result(showing);
        for (int i = 0; i < results.length; i++) {
            if (results[i] < 0) {
                throw Kernel.failure(mounts.get(i).target() + " can't be mounted in a sandbox", results[i]);
            }
        }
    }

    /**
     * A mount and its mount point.
     *
     * @param target an empty folder, as the process sees it
     */
    public record Shown(MountTree tree, Path target) {}

    /** Whether the kernel can mount in another process's namespace: it can from version 5.12 on. */
    public static boolean canShow() {
        // a kernel that has the call refuses these flags
        return Kernel.call(Call.MOUNT_SETATTR, -1, 0, -1, 0, 0) != -NOT_IN_THIS_KERNEL;
    }

    /**
     * Attaches the mounts and returns the kernel's result for each. In the other namespace only system calls are made,
     * because the JVM would load classes from the files there.
     */
    private static long[] showFromHere(Descriptor process, List<Shown> mounts) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nothing = arena.allocateFrom("");
            long[] sources = new long[mounts.size()];
            long[] targets = new long[mounts.size()];
            long[] results = new long[mounts.size()];
            for (int i = 0; i < mounts.size(); i++) {
                sources[i] = mounts.get(i).tree().descriptor().number();
                targets[i] =
                        arena.allocateFrom(mounts.get(i).target().toString()).address();
            }
            Kernel.checked("a sandbox's mounts can't be entered", Call.UNSHARE, SHARES_FOLDERS);
            Kernel.checked("a sandbox's mounts can't be entered", Call.SETNS, process.number(), NEW_MOUNTS);
            for (int i = 0; i < results.length; i++) {
                results[i] = Kernel.call(
                        Call.MOVE_MOUNT,
                        sources[i],
                        nothing.address(),
                        Kernel.CURRENT_FOLDER,
                        targets[i],
                        FROM_EMPTY_PATH);
            }
            return results;
        }
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
                    interrupted = true; // finishes, so that no partial work is left
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

    /** Ends its threads. The kernel removes the mounts when the last program in the namespace has ended. */
    @Override
    public void close() {
        threads.shutdown();
        namespace.close();
    }
}
