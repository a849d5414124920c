package dev.hearth.dataplane.sandbox.process;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each sandbox as a plain process of the user who runs Hearth, on any Unix. It isolates nothing and limits
 * nothing.
 *
 * <p>On the disk, under its home: {@code sandboxes/ID/tmp} is the scratch folder, {@code sandboxes/ID/process} says
 * which process it is ({@link RunFolder}), {@code layers} holds merged layers ({@link LayerTrees}).
 *
 * <p>The variable {@code TMPDIR} with the scratch folder's path, which nobody else has, is also how descendants are
 * found that left their process group ({@link ProcessTree}).
 */
public final class ProcessDriver implements SandboxDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessDriver.class);

    /**
     * The descriptor of log calls: Java can't pass another descriptor, so that log calls go to standard output, where
     * frames are recognized too.
     */
    private static final int STANDARD_OUTPUT = 1;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path sandboxFolder;
    private final LayerTrees layers;
    private final ProcessLauncher launcher = new ProcessLauncher();
    private final ProcessScans scans = new ProcessScans();
    private final Map<SandboxId, ProcessSandbox> sandboxes = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Path home;
    private final Ids ids;
    private boolean closed;

    /** @param home the folder for all its files; made when it is needed, removed by {@link #close} */
    public ProcessDriver(Path home, Ids ids) {
        this.ids = ids;
        this.home = home.toAbsolutePath().normalize();
        this.sandboxFolder = this.home.resolve("sandboxes");
        this.layers = new LayerTrees(this.home.resolve("layers"));
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public SandboxCapabilities capabilities() {
        return new SandboxCapabilities(false, false, false, false, false, TreeOwner.UNPACKER, false, STANDARD_OUTPUT);
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int recover() {
        List<RunFolder> left = RunFolder.list(sandboxFolder);
        for (RunFolder folder : left) {
            folder.recordedProcess().ifPresent(process -> new ProcessTree(scans, process, folder.scratch()).kill());
        }
        // processes whose record was not written yet, and descendants of ended processes
        ProcessTree.killAllUnder(sandboxFolder, scans);
        removeHome();
        if (!left.isEmpty()) {
            LOG.info("removed {} processes' folders that an earlier life left", left.size());
        }
        return left.size();
    }

    @Override
    public Layout layout(Contents contents) {
        return new Layout(
                contents.code().folder(),
                contents.runtime().folder(),
                contents.interpreter().map(Image::folder),
                layers.path(contents.layers()),
                contents.sdk().map(Image::folder),
                Optional.empty());
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        RunFolder folder = new RunFolder(sandboxFolder, spec.id());
        ProcessSandbox sandbox =
                new ProcessSandbox(spec.id(), folder, launcher, layers, scans, ids, () -> sandboxes.remove(spec.id()));
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the driver is closed");
            }
            if (sandboxes.putIfAbsent(spec.id(), sandbox) != null) {
                throw new IllegalStateException("there is a sandbox " + spec.id());
            }
        } finally {
            lock.unlock();
        }
        try {
            makeHome();
            folder.make();
        } catch (IOException e) {
            sandbox.destroy();
            throw new SandboxException("can't make the folder of sandbox " + spec.id() + ": " + e.getMessage(), e);
        }
        return sandbox;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            sandboxes.values().forEach(sandbox -> threads.execute(sandbox::destroy));
        }
        removeHome();
    }

    /** Makes the home folder, which other users can't read: it has merged layers and functions' scratch folders. */
    private void makeHome() throws IOException {
        Files.createDirectories(home);
        if (!Files.getPosixFilePermissions(home).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(home, OWNER_ONLY);
        }
    }

    private void removeHome() {
        try {
            if (Files.exists(home)) {
                FileTrees.delete(home);
            }
        } catch (IOException e) {
            LOG.warn("can't remove {}: {}", home, e.toString());
        }
    }
}
