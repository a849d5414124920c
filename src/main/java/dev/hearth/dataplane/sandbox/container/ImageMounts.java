package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Mounts;
import dev.hearth.dataplane.sandbox.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Read-only mounts of images that a sandbox's user can reach, because the folders of images may be closed to it.
 *
 * <p>A process sees in {@code /proc/self/mountinfo} which folder of its file system a mount shows. An overlay shows no
 * such folder. So each image is the lower layer of an overlay, and functions don't see where Hearth's data is.
 *
 * <p>All sandboxes with the same image share one mount, which is removed with the last one. All calls come from threads
 * of the driver's mount namespace.
 */
final class ImageMounts {
    private final Path folder;
    private final AtomicLong numbers = new AtomicLong();

    /** An empty folder, because the kernel makes no overlay of a single folder. */
    private final Path empty;

    private final ConcurrentHashMap<List<Path>, Shared> mounts = new ConcurrentHashMap<>();

    /**
     * @param folder an empty folder that all users may traverse
     * @param empty another folder, which stays empty
     */
    ImageMounts(Path folder, Path empty) {
        this.folder = folder;
        this.empty = empty;
    }

    private record Shared(Path point, int users) {
        Shared with(int change) {
            return new Shared(point, users + change);
        }
    }

    /** A mounted image, until it is closed. */
    record Lease(ImageMounts mounts, List<Path> sources, Path point) implements AutoCloseable {
        @Override
        public void close() {
            mounts.release(sources);
        }
    }

    Lease mount(Image image) {
        return lease(List.of(image.folder(), empty));
    }

    /**
     * Mounts an image directly, if its path need not be hidden and it has many files: an overlay takes memory for each
     * file that is used.
     */
    Lease mountPlain(Image image) {
        return lease(List.of(image.folder()));
    }

    /** Mounts an overlay of images, of which a later one has precedence. */
    Lease merge(List<Image> images) {
        List<Path> layers =
                new ArrayList<>(images.reversed().stream().map(Image::folder).toList());
        layers.add(empty); // an overlay needs two
        return lease(List.copyOf(layers));
    }

    private Lease lease(List<Path> sources) {
        Shared shared = mounts.compute(
                sources, (key, present) -> present == null ? new Shared(make(sources), 1) : present.with(1));
        return new Lease(this, sources, shared.point());
    }

    private void release(List<Path> sources) {
        mounts.computeIfPresent(sources, (key, present) -> {
            if (present.users() > 1) {
                return present.with(-1);
            }
            remove(present.point());
            return null;
        });
    }

    private Path make(List<Path> sources) {
        try {
            Path point = folder.resolve(Long.toString(numbers.incrementAndGet()));
            Files.createDirectory(point);
            if (sources.size() == 1) {
                Mounts.bindReadOnly(sources.getFirst(), point);
            } else {
                overlay(sources, point);
            }
            return point;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Mounts an overlay of bind mounts with short paths, because the images' paths may contain separators of the
     * overlay's options, and may be too long together.
     */
    private void overlay(List<Path> sources, Path point) throws IOException {
        List<Path> layers = new ArrayList<>();
        try {
            for (Path source : sources) {
                Path layer = folder.resolve(Long.toString(numbers.incrementAndGet()));
                Files.createDirectory(layer);
                Mounts.bindReadOnly(source, layer);
                layers.add(layer);
            }
            Mounts.overlay(layers, point);
        } finally {
            // the overlay keeps its layers
            layers.forEach(ImageMounts::remove);
        }
    }

    private static void remove(Path point) {
        try {
            Mounts.detach(point);
            Files.delete(point);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
