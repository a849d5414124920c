package dev.hearth.app;

import dev.hearth.cli.MachineSettings;
import dev.hearth.cli.MemorySettings;
import dev.hearth.model.DataSize;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * How much of the machine's memory functions get.
 *
 * @param forSandboxes what sandboxes are expected to use together, at most
 * @param overcommit how many times that their limits may add up to
 * @param most what the kernel lets all sandboxes use together: always less than the machine has
 * @param ofMachine all memory of the machine
 */
record MachineMemory(DataSize forSandboxes, double overcommit, DataSize most, DataSize ofMachine) {
    /** The rest is for the operating system, its file cache and this program. */
    private static final double USUAL_SHARE = 0.8;

    /** The rest is what an operating system and this program need to live. */
    private static final double GREATEST_SHARE = 0.9;

    /** No function has less; the trial of a sandbox at the start needs about as much. */
    private static final DataSize LEAST = DataSize.ofMebibytes(128);

    /** What is assumed where the system does not tell its memory. */
    private static final DataSize UNKNOWN = DataSize.ofMebibytes(4_096);

    static MachineMemory of(MachineSettings settings) {
        return of(settings.memory(), ofThisMachine());
    }

    /** Pure. */
    static MachineMemory of(MemorySettings settings, DataSize ofMachine) {
        DataSize forSandboxes = settings.sandboxes().orElse(share(ofMachine, USUAL_SHARE));
        DataSize bound = share(ofMachine, GREATEST_SHARE);
        DataSize most = smaller(bound, forSandboxes.compareTo(LEAST) < 0 ? LEAST : forSandboxes);
        return new MachineMemory(forSandboxes, settings.overcommit(), most, ofMachine);
    }

    private static DataSize smaller(DataSize one, DataSize other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static DataSize share(DataSize of, double share) {
        return new DataSize((long) (of.bytes() * share));
    }

    private static DataSize ofThisMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? new DataSize(machine.getTotalMemorySize())
                : UNKNOWN;
    }

    /** The line for an operator whose setting promises more than there is. */
    Optional<String> warning() {
        return forSandboxes.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of("hearth: --sandbox-memory " + forSandboxes.toMebibytes() + "MB is more than this machine"
                        + " can give (" + ofMachine.toMebibytes() + "MB in all): the kernel ends functions when all"
                        + " together use more than " + most.toMebibytes() + "MB");
    }
}
