package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.BadPackageException;
import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.artifact.Unpacker;
import dev.hearth.base.image.ImageException;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Sha256;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unpacked code packages of this machine, one folder for each digest, shared by all sandboxes of that code.
 *
 * <p>A package is downloaded and unpacked once, however many starts need it at the same time, and its digest is
 * verified. Unused folders are kept until all folders together exceed a limit; then the least recently used are
 * removed.
 *
 * <p>A folder gets its name only when it is complete. Its files are not forced to disk, so that they may be empty after
 * a power failure. So folders are kept over a restart of this program, but not over a restart of the machine.
 */
final class CodeCache {
    private static final Logger LOG = LoggerFactory.getLogger(CodeCache.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String BOOT = "boot";

    private final PackageSource packages;
    private final Path folder;
    private final DataSize limit;
    private final Ids ids;
    private final TreeOwner owner;
    private final Map<String, CompletableFuture<CodeFolder>> folders = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();
    private final ReentrantLock sweeping = new ReentrantLock();

    /**
     * @param owner the owner of the folders and their files
     * @param boot identifies the present boot of this machine; empty if it is not known
     */
    CodeCache(PackageSource packages, Path folder, DataSize limit, Ids ids, TreeOwner owner, String boot) {
        this.packages = packages;
        this.folder = folder;
        this.limit = limit;
        this.ids = ids;
        this.owner = owner;
        try {
            takeOver(form(boot, owner));
        } catch (IOException e) {
            throw new UncheckedIOException("the code folder can't be used: " + folder, e);
        }
    }

    /** Makes the folder of a digest. After a failure there is no folder. */
    @FunctionalInterface
    interface Unpacking {
        void into(Path target, TreeOwner owner) throws IOException;
    }

    /** The form of folders that can be used: those of another owner or boot are removed. */
    private static String form(String boot, TreeOwner owner) {
        return boot.isEmpty() || owner.id().isEmpty()
                ? boot
                : boot + " " + owner.id().getAsInt();
    }

    /** The unpacked package, kept until the use is closed. */
    Use use(CodePackage code) {
        return use(code.sha256(), (target, _) -> unpack(code, target));
    }

    /** The unpacked content of a digest, kept until the use is closed. */
    Use use(String sha256, Unpacking unpacking) {
        while (true) {
            CompletableFuture<CodeFolder> made = new CompletableFuture<>();
            CompletableFuture<CodeFolder> known = folders.putIfAbsent(sha256, made);
            boolean isNew = known == null;
            if (known == null) {
                fill(sha256, unpacking, made);
                known = made;
            }
            CodeFolder ready = await(known);
            if (ready.acquire(uses.incrementAndGet())) {
                if (isNew) {
                    sweep();
                }
                return new Use(ready, isNew);
            }
            awaitRemoval(sha256, known);
        }
    }

    /**
     * The digests of unpacked code, the most recently used first.
     *
     * @param most how many at most
     */
    List<String> recentlyUsed(int most) {
        record Used(String digest, long lastUse) {} // a copy, because the original may change during the sort
        return folders.values().stream()
                .filter(entry -> entry.isDone() && !entry.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .map(folder -> new Used(folder.digest(), folder.lastUse()))
                .sorted(Comparator.comparingLong(Used::lastUse).reversed())
                .limit(most)
                .map(Used::digest)
                .toList();
    }

    /** Waits until a folder that is being removed has lost its name, so that it can be made anew. */
    private void awaitRemoval(String sha256, CompletableFuture<CodeFolder> swept) {
        sweeping.lock();
        try {
            folders.remove(sha256, swept);
        } finally {
            sweeping.unlock();
        }
    }

    private static CodeFolder await(CompletableFuture<CodeFolder> folder) {
        try {
            return folder.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ServiceException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void fill(String sha256, Unpacking unpacking, CompletableFuture<CodeFolder> made) {
        try {
            Path target = folder.resolve(sha256);
            unpacking.into(target, owner);
            made.complete(new CodeFolder(sha256, target, uses.incrementAndGet()));
        } catch (BadPackageException e) {
            fail(sha256, made, new ServiceException(ErrorCode.INVALID_ZIP_FILE, e.getMessage(), e));
        } catch (ImageException e) {
            fail(sha256, made, ImageFiles.failure(e));
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the code {} could not be unpacked", sha256, e);
            fail(
                    sha256,
                    made,
                    new ServiceException(ErrorCode.SERVICE, "The function's code could not be unpacked.", e));
        } catch (RuntimeException | Error e) {
            fail(sha256, made, e);
            throw e;
        }
    }

    private void fail(String sha256, CompletableFuture<CodeFolder> made, Throwable reason) {
        folders.remove(sha256, made); // the next use tries again
        made.completeExceptionally(reason);
    }

    private void unpack(CodePackage code, Path target) throws IOException {
        if (Files.isDirectory(target)) {
            return;
        }
        Path zip = folder.resolve(".download-" + ids.hex(16));
        try {
            String digest = download(code, zip);
            if (!digest.equals(code.sha256())) {
                throw new IOException("the stored package " + code.sha256() + " has the digest " + digest);
            }
            Unpacker.unpack(zip, target, owner);
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private String download(CodePackage code, Path zip) throws IOException {
        MessageDigest sha256 = Sha256.begin();
        try (InputStream in = packages.open(code.sha256());
                OutputStream out = new DigestOutputStream(Files.newOutputStream(zip), sha256)) {
            in.transferTo(out);
        }
        return Sha256.end(sha256);
    }

    /** Removes unused folders, the least recently used first, until the rest is within the limit. */
    private void sweep() {
        if (!sweeping.tryLock()) {
            return; // another thread is sweeping
        }
        List<Path> removed = new ArrayList<>();
        try {
            takeAway(removed);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("unused code could not be removed", e);
        } finally {
            sweeping.unlock();
        }
        for (Path rest : removed) {
            try {
                DiskFiles.delete(rest);
            } catch (IOException e) {
                LOG.warn("unused code could not be removed", e);
            }
        }
    }

    /** Renames the folders that are to be removed, and adds their new names to a list. The lock is held. */
    private void takeAway(List<Path> removed) throws IOException {
        Map<CodeFolder, CompletableFuture<CodeFolder>> unused = new HashMap<>();
        long total = 0;
        for (CompletableFuture<CodeFolder> entry : folders.values()) {
            if (entry.isDone() && !entry.isCompletedExceptionally()) {
                CodeFolder known = entry.join();
                total += known.bytes();
                if (!known.isUsed()) {
                    unused.put(known, entry);
                }
            }
        }
        List<CodeFolder> oldestFirst = unused.keySet().stream()
                .sorted(Comparator.comparingLong(CodeFolder::lastUse))
                .toList();
        for (CodeFolder oldest : oldestFirst) {
            if (total <= limit.bytes()) {
                return;
            }
            if (oldest.retire()) {
                total -= oldest.bytes();
                // renamed first, so that a new unpacking of the same package never finds a partly deleted folder
                Path rest = folder.resolve(".removed-" + ids.hex(16));
                Files.move(oldest.path(), rest);
                removed.add(rest);
                folders.remove(oldest.digest(), unused.get(oldest));
            }
        }
    }

    private void takeOver(String form) throws IOException {
        Files.createDirectories(folder);
        // other users of this machine can't read code; sandboxes reach it through mounts
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path bootFile = folder.resolve(BOOT);
        boolean same = !form.isEmpty()
                && Files.exists(bootFile)
                && Files.readString(bootFile).equals(form);
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                String name = String.valueOf(path.getFileName());
                if (same && DIGEST.matcher(name).matches()) {
                    folders.put(
                            name,
                            CompletableFuture.completedFuture(new CodeFolder(name, path, uses.incrementAndGet())));
                } else {
                    DiskFiles.delete(path);
                }
            }
        }
        Files.writeString(bootFile, form);
    }

    /** One sandbox's use of a package. */
    static final class Use implements AutoCloseable {
        private final CodeFolder folder;

        private final boolean unpacked;

        private Use(CodeFolder folder, boolean unpacked) {
            this.folder = folder;
            this.unpacked = unpacked;
        }

        /** Whether the package was unpacked for this use. */
        boolean unpackedNow() {
            return unpacked;
        }

        Image image() {
            return new Image(folder.digest(), folder.path());
        }

        /** Ends the use. Must be called once. */
        @Override
        public void close() {
            folder.release();
        }
    }
}
