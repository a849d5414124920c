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
    /** As many instances at once as there are blocks of {@value #ADDRESSES} addresses in 100.64.0.0/10. */
    public static final int COUNT = 64;

    /** The shared folder: gone after a restart of the machine, like all that it tells of. */
    public static final Path HOME = Path.of("/run/hearth");

    /** How many network addresses a slot has: a /16. */
    public static final int ADDRESSES = 65_536;

    /** How many user ids, and group ids, a slot has. */
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
     * What the names of its network interfaces on the host start with, and no other slot's: {@code hearth3v}. With the
     * number of an address in the slot it has 14 characters at most; the kernel takes 15.
     */
    public String interfacePrefix() {
        return "hearth" + number + "v";
    }

    /** What the names of every slot's network interfaces on the host start with. */
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

    /** Its files. Exists only while an instance runs, or where one was killed. */
    public Path folder() {
        return home.resolve("slot-" + number);
    }

    /** Whether somebody alive has it. Who asks about a slot of their own is told so too. */
    public boolean claimed() {
        Optional<HostLock> free = HostLock.tryAcquire(lockFile());
        free.ifPresent(HostLock::close);
        return free.isEmpty();
    }

    /** The file whose lock is the claim on this slot. Never deleted, lest two hold a lock on different files. */
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
