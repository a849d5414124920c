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
 * Images, mounted read-only where a sandbox can reach them: the folders that they are kept in may be closed to its
 * user.
 *
 * <p>A process sees in {@code /proc/self/mountinfo} which folder of its file system a mount shows. So an image is the
 * lower layer of an overlay, which shows no such folder: functions are not told where Hearth's data is.
 *
 * <p>One mount serves all sandboxes that start with the same image, and is gone with the last. All calls come from
 * threads of the driver's mount namespace.
 */
final class ImageMounts {
    private final Path folder;
    private final AtomicLong numbers = new AtomicLong();

    /** An empty folder: the kernel makes no overlay of a single one. */
    private final Path empty;

    private final ConcurrentHashMap<List<Path>, Shared> mounts = new ConcurrentHashMap<>();

    /**
     * @param folder an empty folder that every user may pass
     * @param empty another one, which stays empty
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

    /** An image that stays mounted until closed. */
    record Lease(ImageMounts mounts, List<Path> sources, Path point) implements AutoCloseable {
        @Override
        public void close() {
            mounts.release(sources);
        }
    }

    Lease mount(Image image) {
        return lease(List.of(image.folder(), empty));
    }

    /** An image that is no secret, and of many files: an overlay takes memory for each file that is used. */
    Lease mountPlain(Image image) {
        return lease(List.of(image.folder()));
    }

    /** Images merged into one; a later one wins. */
    Lease merge(List<Image> images) {
        List<Path> layers =
                new ArrayList<>(images.reversed().stream().map(Image::folder).toList());
        layers.add(empty); // there may be but one
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

    /** The folders' own paths may have characters that part the overlay's options, and be too long together. */
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
            // the overlay holds what it was made of
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
