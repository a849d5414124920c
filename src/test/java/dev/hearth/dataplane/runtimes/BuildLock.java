package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to build into one folder of the build. A test run has several processes, and threads in each: a file lock
 * keeps the processes apart, a lock of this process its threads. Who asks second waits, and finds what the first built.
 */
final class BuildLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> OF_THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel processes;

    private BuildLock(ReentrantLock threads, FileChannel processes) {
        this.threads = threads;
        this.processes = processes;
    }

    /** Waits until nobody else builds into this folder. */
    static BuildLock of(Path folder) throws IOException, InterruptedException {
        ReentrantLock threads = OF_THREADS.computeIfAbsent(folder, any -> new ReentrantLock());
        threads.lockInterruptibly();
        try {
            Files.createDirectories(folder.getParent());
            Path file = folder.resolveSibling(folder.getFileName() + ".lock");
            FileChannel processes = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            processes.lock();
            return new BuildLock(threads, processes);
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (processes) {
            threads.unlock();
        }
    }
}
