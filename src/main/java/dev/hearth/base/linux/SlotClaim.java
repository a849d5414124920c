package dev.hearth.base.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of a running instance on its {@link Slot}. It ends with {@link #close}, or when the process ends, however
 * it ends.
 *
 * <p>The holder of a claim may remove everything that carries the slot's name, because no other running instance owns
 * it.
 */
public final class SlotClaim implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlotClaim.class);
    private static final String STUCK = "What a dead instance left in slot {} can't be removed";
    private static final String PRIVATE = "rwx------";

    private final Slot slot;
    private final HostLock lock;

    private SlotClaim(Slot slot, HostLock lock) {
        this.slot = slot;
        this.lock = lock;
    }

    /**
     * Claims the first free slot. Removes what killed instances left, in this slot and in all other slots without a
     * claim (a failure in another slot is logged).
     *
     * @param home the folder of all instances, {@link Slot#HOME} except in tests
     * @param cleaner removes what carries a slot's name: processes, mounts, cgroups, networks. The slot's folder is
     *     removed after that
     * @throws LinuxException if all slots are claimed
     */
    public static SlotClaim claim(Path home, Consumer<Slot> cleaner) {
        makeHome(home);
        List<Slot> slots = IntStream.range(0, Slot.COUNT)
                .mapToObj(number -> new Slot(number, home))
                .toList();
        SlotClaim claim = slots.stream()
                .flatMap(slot -> tryClaim(slot).stream())
                .filter(free -> free.settle(cleaner))
                .findFirst()
                .orElseThrow(() -> new LinuxException("all " + Slot.COUNT + " slots in " + home
                        + " are taken: that many instances of Hearth run on this machine"));
        slots.stream()
                .filter(slot -> !slot.equals(claim.slot) && Files.exists(slot.folder()))
                .forEach(slot -> cleanIfFree(slot, cleaner));
        return claim;
    }

    public Slot slot() {
        return slot;
    }

    /** Removes the slot's folder and ends the claim. Its holder has removed everything else before. */
    @Override
    public void close() {
        try {
            removeFolder(slot.folder());
        } finally {
            lock.close();
        }
    }

    /** Ends the claim as a killed process does, without removing anything. It is for tests of the next claim. */
    public void abandon() {
        lock.close();
    }

    private static Optional<SlotClaim> tryClaim(Slot slot) {
        return HostLock.tryAcquire(slot.lockFile()).map(lock -> new SlotClaim(slot, lock));
    }

    private static void cleanIfFree(Slot slot, Consumer<Slot> cleaner) {
        tryClaim(slot).ifPresent(claim -> {
            try {
                claim.clean(cleaner);
            } catch (RuntimeException e) {
                // this instance does not need that slot
                LOG.warn(STUCK, slot.number(), e);
            } finally {
                claim.lock.close();
            }
        });
    }

    /**
     * Cleans the slot and makes its folder.
     *
     * @return false if what a killed instance left can't be removed, so that another slot has to be used
     */
    private boolean settle(Consumer<Slot> cleaner) {
        boolean left = Files.exists(slot.folder());
        try {
            clean(cleaner);
            Files.createDirectory(
                    slot.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
            return true;
        } catch (IOException e) {
            lock.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            lock.close();
            if (!left) {
                throw e;
            }
            LOG.warn(STUCK, slot.number(), e);
            return false;
        }
    }

    private void clean(Consumer<Slot> cleaner) {
        cleaner.accept(slot);
        removeFolder(slot.folder());
    }

    private static void makeHome(Path home) {
        try {
            if (!Files.isDirectory(home)) {
                Files.createDirectories(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        // never removes files through a mount
        for (Mount mount : Mount.all()) {
            if (mount.point().startsWith(folder)) {
                throw new LinuxException(folder + " is not removed: " + mount.point() + " is still mounted");
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
