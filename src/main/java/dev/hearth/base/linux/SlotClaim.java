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
 * The claim of a running Hearth on its {@link Slot}. It ends with {@link #close} or with the process, however that
 * dies.
 *
 * <p>Whoever has the claim may clean: then what carries the slot's name belongs to nobody alive.
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
     * Claims the first free slot, and removes what dead instances left: in that slot, and in every other that nobody
     * claims (where that fails it is logged).
     *
     * @param home the folder of all instances, {@link Slot#HOME} save in tests
     * @param cleaner removes from the machine what a slot's name is on: processes, mounts, cgroups, networks. The
     *     slot's folder is still there, and goes afterwards
     * @throws LinuxException if all are taken
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

    /** Removes the slot's folder and gives the slot back. The claimant has removed everything else by then. */
    @Override
    public void close() {
        try {
            removeFolder(slot.folder());
        } finally {
            lock.close();
        }
    }

    /** Gives the slot back as a killed process does: with all that is in it. For tests of what the next one cleans. */
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
                // not this instance's slot: it can do without
                LOG.warn(STUCK, slot.number(), e);
            } finally {
                claim.lock.close();
            }
        });
    }

    /**
     * Cleans the slot and moves in.
     *
     * @return whether it can be used: what a dead instance left in it may be stuck, and then another slot will do
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
        // what is mounted below is somebody else's: it must not be emptied through this path
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
