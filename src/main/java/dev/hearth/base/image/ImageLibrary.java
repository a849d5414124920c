package dev.hearth.base.image;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.http.LazyHttpClient;
import dev.hearth.base.image.ImageDefaults.Configuration;
import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.base.image.Manifest.Entry;
import dev.hearth.base.image.Manifest.Index;
import dev.hearth.base.image.Manifest.Platform;
import dev.hearth.base.image.Manifest.Single;
import dev.hearth.base.linux.FileSystems;
import dev.hearth.model.Sha256;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Container images: resolved at their registry, downloaded once, and unpacked into trees of files.
 *
 * <p>Downloaded parts are kept while a function uses them ({@link #sweep}), so that functions work without their
 * registry.
 */
public final class ImageLibrary implements AutoCloseable {
    private final RegistrySettings settings;
    private final List<String> folders;
    private final List<String> files;
    private final Pause pause;
    private final Path trees;
    private final BlobStore blobs;
    private final LazyHttpClient client = new LazyHttpClient(Limits.CONNECT);

    /**
     * Opens the library of a folder.
     *
     * @param mountFolders paths that each unpacked tree gets as folders, for mounts of sandboxes
     * @param mountFiles paths that it gets as files
     */
    public ImageLibrary(
            Path folder, RegistrySettings settings, List<String> mountFolders, List<String> mountFiles, Time time)
            throws IOException {
        this(folder, settings, mountFolders, mountFiles, time, Limits.PAUSE);
    }

    ImageLibrary(
            Path folder,
            RegistrySettings settings,
            List<String> mountFolders,
            List<String> mountFiles,
            Time time,
            Duration firstPause)
            throws IOException {
        this.settings = settings;
        this.folders = List.copyOf(mountFolders);
        this.files = List.copyOf(mountFiles);
        this.pause = new Pause(firstPause, new CountDownLatch(1));
        Files.createDirectories(folder);
        // images of private registries are not readable by other users; sandboxes reach the trees through mounts
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        this.trees = Files.createDirectories(folder.resolve("trees"));
        this.blobs = new BlobStore(folder.resolve("blobs"), time, pause);
    }

    /**
     * Resolves an address to the image that it means now.
     *
     * @param processor the processor in the Lambda API's name: {@code x86_64} or {@code arm64}
     */
    public ResolvedImage resolve(ImageReference reference, String processor) throws IOException {
        ImageSource source = source(reference);
        String version = reference.version();
        Optional<Digest> expected = reference.digest();
        for (int depth = 0; depth <= Limits.INDEX_DEPTH; depth++) {
            ImageSource.Document document = source.manifest(version);
            Digest digest = new Digest(Sha256.of(document.text()));
            if (expected.isPresent() && !expected.get().equals(digest)) {
                throw ImageException.invalid("The registry gave a manifest whose digest is not " + expected.get());
            }
            switch (Manifest.parse(document.text(), document.type())) {
                case Single _ -> {
                    blobs.put(digest, document.text());
                    return new ResolvedImage(reference.at(digest), digest);
                }
                case Index(List<Entry> entries) -> {
                    Descriptor chosen = choose(entries, processor);
                    version = chosen.digest().toString();
                    expected = Optional.of(chosen.digest());
                }
            }
        }
        throw ImageException.invalid("The image index leads to nothing but indexes");
    }

    /** The folder for unpacked images. The caller of {@link #unpack} decides how long they are kept. */
    public Path trees() {
        return trees;
    }

    /** The version of the form of unpacked trees: trees of another version of Hearth may lack mount points. */
    public String form() {
        return "1 " + String.join(" ", folders) + " " + String.join(" ", files);
    }

    private static Descriptor choose(List<Entry> entries, String processor) throws ImageException {
        Platform wanted = new Platform("linux", goName(processor));
        return entries.stream()
                .filter(entry -> entry.platform().equals(Optional.of(wanted)))
                .findFirst()
                .or(() -> entries.size() == 1 && entries.getFirst().platform().isEmpty()
                        ? Optional.of(entries.getFirst())
                        : Optional.empty())
                .map(Entry::descriptor)
                .orElseThrow(() -> new ImageException(
                        Reason.UNSUPPORTED, "The image index has no image for linux/" + wanted.processor()));
    }

    private static String goName(String processor) {
        return processor.equals("x86_64") ? "amd64" : processor;
    }

    /**
     * Downloads all parts of an image that are missing.
     *
     * @param processor as for {@link #resolve}
     */
    public void fetch(ResolvedImage image, String processor) throws IOException {
        ImageSource source = source(image.reference());
        Single manifest = manifest(image, source);
        Configuration configuration = configuration(manifest, source);
        if (!configuration.system().equals("linux")
                || !configuration.processor().equals(goName(processor))) {
            throw new ImageException(
                    Reason.UNSUPPORTED,
                    "The image is for "
                            + ImageException.printable(configuration.system() + "/" + configuration.processor())
                            + ", not for linux/" + goName(processor));
        }
        if (configuration.layers().size() != manifest.layers().size()) {
            throw ImageException.invalid("The image configuration and manifest name different layers");
        }
        try (var downloads = Executors.newFixedThreadPool(
                Limits.DOWNLOADS, Thread.ofVirtual().name("layer-", 0).factory())) {
            List<Future<Path>> running = manifest.layers().stream()
                    .distinct()
                    .map(layer -> downloads.submit((Callable<Path>) () -> blobs.fetch(layer, source)))
                    .toList();
            try {
                for (Future<Path> download : running) {
                    download.get();
                }
            } catch (ExecutionException e) {
                downloads.shutdownNow();
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a layer could not be downloaded", e);
            } catch (InterruptedException e) {
                downloads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new ImageException(Reason.UNAVAILABLE, "Interrupted while a registry was asked", e);
            }
        }
    }

    /**
     * Unpacks an image into the folder {@code target} ({@link UnpackedImage}). After a crash the folder is complete or
     * does not exist. No effect if it exists. Its parent must exist. Missing parts are downloaded.
     *
     * @param owner the owner of the files
     */
    public void unpack(ResolvedImage image, String processor, Path target, TreeOwner owner) throws IOException {
        if (Files.isDirectory(target)) {
            return;
        }
        fetch(image, processor);
        ImageSource source = source(image.reference());
        Single manifest = manifest(image, source);
        Configuration configuration = configuration(manifest, source);
        Path draft = Files.createTempDirectory(target.toAbsolutePath().getParent(), ".unpacking-");
        try {
            Path root = Files.createDirectory(UnpackedImage.root(draft.toRealPath()));
            ImageTree tree = new ImageTree(root);
            long left = Limits.UNPACKED.bytes() + Limits.ARCHIVE_OVERHEAD.bytes();
            for (int i = 0; i < manifest.layers().size(); i++) {
                Descriptor layer = manifest.layers().get(i);
                left -= apply(
                        tree,
                        layer,
                        blobs.fetch(layer, source),
                        configuration.layers().get(i),
                        left);
            }
            tree.addMountPoints(folders, files);
            Files.copy(blobs.find(manifest.configuration().digest()), UnpackedImage.configuration(draft));
            owner.own(draft);
            FileSystems.sync(draft);
            DiskFiles.publish(draft, target);
        } finally {
            DiskFiles.delete(draft);
        }
    }

    private static long apply(ImageTree tree, Descriptor layer, Path packed, Digest unpacked, long most)
            throws IOException {
        try (LayerStream stream = LayerStream.open(
                Files.newInputStream(packed),
                MediaTypes.packing(layer.mediaType()).orElseThrow(),
                most)) {
            tree.apply(new TarReader(stream));
            if (!stream.finish().equals(unpacked)) {
                throw ImageException.invalid("A layer's content is not what the image configuration says");
            }
            return stream.count();
        }
    }

    /**
     * Removes the stored parts that none of these images has and that have not been used lately.
     *
     * @param used the digests of the manifests of images that functions use
     */
    public int sweep(Set<Digest> used) throws IOException {
        Set<Digest> kept = new HashSet<>(used);
        for (Digest digest : used) {
            try {
                if (Manifest.parse(Files.readAllBytes(blobs.find(digest)), Optional.empty())
                        instanceof Single(Descriptor configuration, List<Descriptor> layers)) {
                    kept.add(configuration.digest());
                    layers.forEach(layer -> kept.add(layer.digest()));
                }
            } catch (NoSuchFileException e) {
                // it is downloaded again when it is needed
            }
        }
        return blobs.sweep(kept);
    }

    private Single manifest(ResolvedImage image, ImageSource source) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(blobs.find(image.digest()));
        } catch (NoSuchFileException e) {
            text = source.manifest(image.digest().toString()).text();
            blobs.put(image.digest(), text);
        }
        if (Manifest.parse(text, Optional.empty()) instanceof Single single) {
            return single;
        }
        throw ImageException.invalid("The image manifest is an index");
    }

    private Configuration configuration(Single manifest, ImageSource source) throws IOException {
        Descriptor descriptor = manifest.configuration();
        if (descriptor.size() > Limits.CONFIGURATION_BYTES) {
            throw ImageException.invalid(
                    "The image configuration is larger than " + Limits.CONFIGURATION_BYTES + " bytes");
        }
        return Configuration.parse(Files.readAllBytes(blobs.fetch(descriptor, source)));
    }

    private ImageSource source(ImageReference reference) {
        return switch (settings.place(reference.host())) {
            case RegistrySettings.Place.Folder(Path path) -> new LayoutFolder(path.resolve(reference.repository()));
            case RegistrySettings.Place.Remote remote ->
                new HttpRegistry(
                        new RegistryConnection(
                                client.get(),
                                remote,
                                settings.credentials()
                                        .find(reference.host())
                                        .or(() -> settings.credentials()
                                                .find(remote.address().getAuthority())),
                                "repository:" + reference.repository() + ":pull",
                                pause),
                        reference.repository());
        };
    }

    /** Ends all downloads. */
    @Override
    public void close() {
        pause.closing().countDown();
        client.close();
    }
}
