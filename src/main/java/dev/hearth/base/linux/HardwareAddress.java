package dev.hearth.base.linux;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The address of a network interface on its wire, such as {@code 02:48:00:00:00:01}.
 *
 * @param number its six bytes as a number
 */
public record HardwareAddress(long number) {
    private static final int BYTES = 6;

    /** Two bytes of an address that is administered locally (the second bit of the first). */
    private static final long LOCAL = 0x0248L << Integer.SIZE;

    /** One that this machine's administrator gives, told from others of this program by a number. */
    public static HardwareAddress local(int number) {
        return new HardwareAddress(LOCAL | Integer.toUnsignedLong(number));
    }

    /** An address that is derived from a network address, and unique if that is unique. */
    public static HardwareAddress of(Inet4Address address) {
        return local(ByteBuffer.wrap(address.getAddress()).getInt());
    }

    byte[] bytes() {
        byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return Arrays.copyOfRange(eight, Long.BYTES - BYTES, Long.BYTES);
    }
}
