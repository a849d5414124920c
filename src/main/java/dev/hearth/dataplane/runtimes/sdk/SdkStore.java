package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The SDKs of a data folder, shared by all processes that use it. For the key {@code python3.13} there are:
 *
 * <pre>
 * python3.13.json    which tree it is ({@link SdkRecord}), replaced as a whole
 * python3.13.lock    locked by the process that makes it
 * python3.13.note    how far it is ("making " and its progress), or why the last attempt failed ("failed " and why)
 * python3.13.new     the unfinished tree, and what its making needs
 * trees/DIGEST       its files, by their content
 * </pre>
 *
 * <p>A tree is on disk before it gets its name, and has its name before a record names it. So what a killed process
 * left is a {@code .new} folder or a tree that no record names; {@link #sweep} removes both.
 */
public final class SdkStore {
    private static final String RECORD = ".json";
    private static final String LOCK = ".lock";
    private static final String NOTE = ".note";
    private static final String NEW = ".new";
    private static final String MAKING = "making ";
    private static final String FAILED = "failed ";

    private final Path folder;
    private final Time time;

    /** @param folder its own folder in a data folder; made at need */
    public SdkStore(Path folder, Time time) {
        this.folder = folder.toAbsolutePath();
        this.time = time;
    }

    /** The right to make an SDK. */
    record Claim(SdkKey key, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The SDK that was made last, if its files are there. */
    public Optional<SdkRecord> record(SdkKey key) {
        return read(file(key, RECORD))
                .flatMap(SdkRecord::parse)
                .filter(made -> Files.isDirectory(image(made).folder()));
    }

    Image image(SdkRecord made) {
        return new Image(made.tree(), trees().resolve(made.tree()));
    }

    /** The state of an SDK, whichever process makes it. It is for processes that make none. */
    public SdkState state(SdkKey key) {
        Optional<SdkRecord> made = record(key);
        String note = read(file(key, NOTE))
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .orElse("");
        if (note.startsWith(MAKING) && isClaimed(key)) {
            return new SdkState.Making(note.substring(MAKING.length()));
        }
        if (made.isPresent()) {
            return new SdkState.Present(made.get());
        }
        // a note without a claim is from a killed process
        return note.startsWith(FAILED) ? new SdkState.Failed(note.substring(FAILED.length())) : new SdkState.Unneeded();
    }

    private boolean isClaimed(SdkKey key) {
        try (FileChannel channel = FileChannel.open(file(key, LOCK), StandardOpenOption.WRITE)) {
            return tryLock(channel).isEmpty();
        } catch (NoSuchFileException nobody) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Claims the making of an SDK; empty if another process or thread makes it. */
    Optional<Claim> tryClaim(SdkKey key) throws IOException {
        FileChannel channel = lockFile(key);
        if (tryLock(channel).isPresent()) {
            return Optional.of(new Claim(key, channel));
        }
        channel.close();
        return Optional.empty();
    }

    /** Claims the making of an SDK. Waits while another process makes it. */
    Claim claim(SdkKey key) throws IOException {
        FileChannel channel = lockFile(key);
        var _ = channel.lock();
        return new Claim(key, channel);
    }

    private FileChannel lockFile(SdkKey key) throws IOException {
        Files.createDirectories(folder);
        return FileChannel.open(file(key, LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) {
            return Optional.empty();
        }
    }

    /** An empty folder for the making. */
    Path fresh(Claim claim) throws IOException {
        Path fresh = file(claim.key(), NEW);
        DiskFiles.delete(fresh);
        return Files.createDirectory(fresh);
    }

    /** Records the progress. */
    void noteProgress(Claim claim, String text) throws IOException {
        replace(file(claim.key(), NOTE), (MAKING + text).getBytes(StandardCharsets.UTF_8));
    }

    /** Records why the making failed. */
    void noteFailure(Claim claim, String reason) throws IOException {
        replace(file(claim.key(), NOTE), (FAILED + reason).getBytes(StandardCharsets.UTF_8));
    }

    /** The free space on the disk. */
    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /**
     * Keeps a finished tree, which functions find from now on.
     *
     * @param tree in the folder that {@link #fresh} gave
     */
    SdkRecord keep(Claim claim, SdkTree tree, String version, String clients) throws IOException {
        String digest = tree.digest();
        tree.force();
        Files.createDirectories(trees());
        Path target = trees().resolve(digest);
        if (Files.isDirectory(target)) {
            Files.setLastModifiedTime(target, FileTime.from(time.now()));
        } else {
            Files.move(tree.root(), target, StandardCopyOption.ATOMIC_MOVE);
            DiskFiles.force(trees());
        }
        Optional<SdkRecord> before = record(claim.key());
        SdkRecord made = new SdkRecord(digest, version, clients, tree.bytes(), time.now());
        replace(file(claim.key(), RECORD), made.toJson());
        DiskFiles.force(folder);
        Files.deleteIfExists(file(claim.key(), NOTE));
        if (before.isPresent() && Files.isDirectory(image(before.get()).folder())) {
            // its age as one that was replaced begins now
            Files.setLastModifiedTime(image(before.get()).folder(), FileTime.from(time.now()));
        }
        return made;
    }

    /**
     * Removes what killed processes left, and trees that no record names any more and no sandbox can have.
     *
     * @param age how long ago such a tree was replaced at least; zero if there are no sandboxes
     * @return how many folders were removed
     */
    public int sweep(Duration age) throws IOException {
        if (Files.notExists(folder)) {
            return 0;
        }
        int removed = 0;
        Set<String> named = new HashSet<>();
        for (Path file : children(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(NEW)) {
                removed += removeUnlessClaimed(file, name.substring(0, name.length() - NEW.length()));
            } else if (name.endsWith(RECORD)) {
                read(file).flatMap(SdkRecord::parse).ifPresent(made -> named.add(made.tree()));
            }
        }
        for (Path tree : Files.isDirectory(trees()) ? children(trees()) : List.<Path>of()) {
            boolean old = !Files.getLastModifiedTime(tree)
                    .toInstant()
                    .isAfter(time.now().minus(age));
            if (old && !named.contains(tree.getFileName().toString()) && !isAnyClaimed()) {
                DiskFiles.delete(tree);
                removed++;
            }
        }
        return removed;
    }

    /** Whether an SDK is being made: its tree may have its name already, but no record yet. */
    private boolean isAnyClaimed() throws IOException {
        for (Path file : children(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(LOCK) && !isFree(file)) {
                return true;
            }
        }
        return false;
    }

    private int removeUnlessClaimed(Path fresh, String name) throws IOException {
        if (!isFree(folder.resolve(name + LOCK))) {
            return 0;
        }
        DiskFiles.delete(fresh);
        return 1;
    }

    private static boolean isFree(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return tryLock(channel).isPresent();
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private Path trees() {
        return folder.resolve("trees");
    }

    private Path file(SdkKey key, String end) {
        return folder.resolve(key.name() + end);
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
        DiskFiles.replace(file, file.resolveSibling(file.getFileName() + ".part"), content);
    }
}
