package dev.hearth.base.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of one running Hearth on this machine. Whatever an instance makes here is named or numbered after its slot,
 * so that a later life finds what a killed one left.
 *
 * @param number which of the {@value #COUNT}
 * @param home the folder that all instances of this machine share
 */
public record Slot(int number, Path home) {
    /** The greatest number of instances at once: the blocks of {@value #ADDRESSES} addresses in 100.64.0.0/10. */
    public static final int COUNT = 64;

    /** The shared folder. It is in memory, because what it describes does not survive a restart of the machine. */
    public static final Path HOME = Path.of("/run/hearth");

    /** The network addresses of a slot: a /16. */
    public static final int ADDRESSES = 65_536;

    /** The user ids, and group ids, of a slot. */
    public static final int USERS = 65_536;

    /** Far above what distributions, containers' subordinate ids and systemd's dynamic users are given. */
    private static final int FIRST_USER = 1_000_000_000;

    /**
     * The user id, and group id, that is root in every sandbox of every slot. Unpacked code and sandboxes' folders
     * belong to it, so that they are root's there; no program of a function can run as it.
     */
    public static final int SANDBOX_ROOT = FIRST_USER - 1;

    /** 100.64.0.0/10, shared address space (RFC 6598): no public host has such an address, few private ones. */
    private static final int FIRST_ADDRESS = 0x64400000;

    public Slot {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("slot " + number + " of " + COUNT);
        }
    }

    /** {@code hearth-3}: its cgroup in each hierarchy and its nftables table. */
    public String name() {
        return "hearth-" + number;
    }

    /**
     * The prefix of its network interfaces' names on the host, which no other slot has: {@code hearth3v}. With the
     * number of an address the name has at most 14 characters; the kernel allows 15.
     */
    public String interfacePrefix() {
        return "hearth" + number + "v";
    }

    /** The prefix of all slots' network interfaces' names on the host. */
    public static String everyInterfacePrefix() {
        return "hearth";
    }

    /** The first of its {@value #USERS} user and group ids. */
    public int firstUser() {
        return FIRST_USER + number * USERS;
    }

    /** The address number {@code index} of the slot's {@value #ADDRESSES}. */
    public InetAddress address(int index) {
        int address = FIRST_ADDRESS + number * ADDRESSES + checked(index);
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** All its addresses as a network: {@code 100.67.0.0/16}. */
    public String network() {
        return address(0).getHostAddress() + "/16";
    }

    /** The folder of its files. It exists while an instance runs, and after an instance was killed. */
    public Path folder() {
        return home.resolve("slot-" + number);
    }

    /** Whether a running instance has claimed it, this one included. */
    public boolean claimed() {
        Optional<HostLock> free = HostLock.tryAcquire(lockFile());
        free.ifPresent(HostLock::close);
        return free.isEmpty();
    }

    /**
     * The file whose lock is the claim. It is never deleted: else two processes could hold locks on two files of this
     * name.
     */
    Path lockFile() {
        return home.resolve("slot-" + number + ".lock");
    }

    private static int checked(int index) {
        if (index < 0 || index >= ADDRESSES) {
            throw new IllegalArgumentException("address " + index + " of " + ADDRESSES);
        }
        return index;
    }
}
