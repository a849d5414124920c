package dev.hearth.base.image;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.artifact.NamedFiles;
import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.base.image.ImageSource.Content;
import dev.hearth.model.Sha256;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The parts of images as registries keep them (manifests, configurations, packed layers), by digest, in a folder.
 *
 * <p>A file that is named by a digest has that content and is on disk: it is written under another name, verified and
 * forced to disk before. A download that broke off is resumed, also after a restart.
 */
final class BlobStore {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String PART = "part-";

    private final Path folder;
    private final NamedFiles names;
    private final Pause pause;
    private final ConcurrentHashMap<Digest, CompletableFuture<Path>> downloads = new ConcurrentHashMap<>();

    BlobStore(Path folder, Time time, Pause pause) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.names = new NamedFiles(time);
        this.pause = pause;
    }

    /**
     * Finds a file, and sets its age to zero, so that a sweep keeps it; throws {@link NoSuchFileException} if there is
     * none.
     */
    Path find(Digest digest) throws IOException {
        Path file = folder.resolve(digest.hex());
        names.touch(file);
        return file;
    }

    /** Stores a small document; again: no effect. */
    void put(Digest digest, byte[] content) throws IOException {
        if (!Sha256.of(content).equals(digest.hex())) {
            throw ImageException.invalid("The registry gave a document whose digest is not " + digest);
        }
        Path part = Files.createTempFile(folder, PART, "");
        try {
            Files.write(part, content);
            place(part, digest);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The content's file. It is downloaded if it is missing: once, by whichever thread asks first. */
    Path fetch(Descriptor descriptor, ImageSource source) throws IOException {
        while (true) {
            try {
                return find(descriptor.digest());
            } catch (NoSuchFileException missing) {
                CompletableFuture<Path> mine = new CompletableFuture<>();
                CompletableFuture<Path> running = downloads.putIfAbsent(descriptor.digest(), mine);
                if (running == null) {
                    return download(descriptor, source, mine);
                }
                // whether the other download succeeded or not: its failure may be due to its own caller
                running.handle((file, failure) -> true).join();
            }
        }
    }

    private Path download(Descriptor descriptor, ImageSource source, CompletableFuture<Path> mine) throws IOException {
        try {
            Path file = tryDownload(descriptor, source);
            mine.complete(file);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            downloads.remove(descriptor.digest(), mine);
        }
    }

    private Path tryDownload(Descriptor descriptor, ImageSource source) throws IOException {
        Path part = folder.resolve(PART + descriptor.digest().hex());
        IOException last = new IOException("it was not tried");
        for (int tried = 0; tried < Limits.TRIES; tried++) {
            if (tried > 0) {
                pause.before(tried);
            }
            try {
                append(part, descriptor, source);
                check(part, descriptor);
                return place(part, descriptor.digest());
            } catch (ImageException e) {
                if (e.reason() == Reason.INVALID) {
                    Files.deleteIfExists(part);
                    last = e; // the connection may have broken
                } else {
                    throw e;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw last instanceof ImageException
                ? last
                : new ImageException(Reason.UNAVAILABLE, "A layer of the image can't be downloaded", last);
    }

    private static void append(Path part, Descriptor descriptor, ImageSource source) throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have == descriptor.size()) {
            return;
        }
        try (Content content = source.content(descriptor, have > descriptor.size() ? 0 : have);
                FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(content.from());
            channel.position(content.from());
            OutputStream out = Channels.newOutputStream(channel);
            byte[] buffer = new byte[Limits.BUFFER_BYTES];
            long written = content.from();
            for (int count = content.stream().read(buffer);
                    count >= 0;
                    count = content.stream().read(buffer)) {
                written += count;
                if (written > descriptor.size()) {
                    throw ImageException.invalid("A layer is larger than the image manifest says");
                }
                out.write(buffer, 0, count);
            }
            if (written < descriptor.size()) {
                throw new IOException("the download of " + descriptor.digest() + " broke off");
            }
        }
    }

    private static void check(Path part, Descriptor descriptor) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(part), digest)) {
            byte[] buffer = new byte[Limits.BUFFER_BYTES];
            while (in.read(buffer) >= 0) {
                // only the digest is needed
            }
        }
        if (!Sha256.end(digest).equals(descriptor.digest().hex())) {
            throw ImageException.invalid("The registry gave content whose digest is not " + descriptor.digest());
        }
    }

    private Path place(Path part, Digest digest) throws IOException {
        DiskFiles.force(part);
        Path file = folder.resolve(digest.hex());
        names.place(part, file);
        return file;
    }

    /** Removes what is not in {@code used} and older than a grace time. */
    int sweep(Set<Digest> used) throws IOException {
        int removed = 0;
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                boolean kept = DIGEST.matcher(name).matches() && used.contains(new Digest(name));
                if (!kept && names.removeOlder(file, Limits.GRACE)) {
                    removed++;
                }
            }
        }
        return removed;
    }
}
