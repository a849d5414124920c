package dev.hearth.app;

import dev.hearth.cli.Configuration;
import dev.hearth.model.DataSize;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * How much of the machine's memory functions get.
 *
 * @param forSandboxes what sandboxes are expected to use together, at most
 * @param most what the kernel lets all sandboxes use together: always less than the machine has
 * @param ofMachine all memory of the machine
 */
record MachineMemory(DataSize forSandboxes, DataSize most, DataSize ofMachine) {
    /** The rest is for the operating system, its file cache and this program. */
    private static final double USUAL_SHARE = 0.8;

    /** The rest is what an operating system and this program need to live. */
    private static final double GREATEST_SHARE = 0.9;

    /** What is assumed where the system does not tell its memory. */
    private static final DataSize UNKNOWN = DataSize.ofMebibytes(4_096);

    static MachineMemory of(Configuration configuration) {
        return of(configuration.memory().sandboxes(), ofThisMachine());
    }

    /** Pure. */
    static MachineMemory of(Optional<DataSize> wanted, DataSize ofMachine) {
        DataSize forSandboxes = wanted.orElse(share(ofMachine, USUAL_SHARE));
        DataSize bound = share(ofMachine, GREATEST_SHARE);
        return new MachineMemory(forSandboxes, forSandboxes.compareTo(bound) < 0 ? forSandboxes : bound, ofMachine);
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
