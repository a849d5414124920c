package dev.hearth.dataplane.sandbox.machine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 network such as {@code 10.1.0.0/16}; a single address has the prefix 32. */
public record Cidr(String address, int prefix) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");
    private static final int BITS = 32;

    public Cidr {
        if (prefix < 0 || prefix > BITS) {
            throw new IllegalArgumentException(prefix + " is no length of a network's prefix: 0 to 32 is");
        }
    }

    /**
     * Parses the usual form.
     *
     * @throws IllegalArgumentException if the text has another form; the message is for the user
     */
    public static Cidr parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no IPv4 network such as 10.1.0.0/16");
        }
        int address = 0;
        for (int part = 1; part <= 4; part++) {
            int value = Integer.parseInt(matcher.group(part));
            if (value > 255) {
                throw new IllegalArgumentException("\"" + text + "\" is no IPv4 network: " + value + " is above 255");
            }
            address = address << 8 | value;
        }
        String length = matcher.group(5);
        Cidr network = new Cidr(format(address), length == null ? BITS : Integer.parseInt(length));
        int mask = network.prefix == 0 ? 0 : -1 << (BITS - network.prefix);
        if ((address & mask) != address) {
            throw new IllegalArgumentException("\"" + text + "\" is an address in a network; the network is "
                    + new Cidr(format(address & mask), network.prefix));
        }
        return network;
    }

    private static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
