package dev.hearth.neighbours.iam.policy;

import java.net.InetAddress;
import java.util.Optional;

/** A range of IP addresses with a common prefix: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. */
final class AddressRange {
    private AddressRange() {}

    static boolean contains(String address, String range) {
        int slash = range.indexOf('/');
        Optional<byte[]> first = bytes(slash < 0 ? range : range.substring(0, slash));
        Optional<byte[]> asked = bytes(address);
        if (first.isEmpty() || asked.isEmpty() || first.get().length != asked.get().length) {
            return false;
        }
        int all = first.get().length * Byte.SIZE;
        int bits = slash < 0 ? all : prefix(range.substring(slash + 1));
        return bits >= 0 && bits <= all && sameBits(first.get(), asked.get(), bits);
    }

    private static boolean sameBits(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            if (((one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int prefix(String text) {
        return text.length() <= 3 && !text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                ? Integer.parseInt(text)
                : -1;
    }

    /** Parses an address without a name server. Host names are no addresses. */
    private static Optional<byte[]> bytes(String literal) {
        try {
            return Optional.of(InetAddress.ofLiteral(literal).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
