package dev.hearth.base.linux;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A set of nftables in a table of the family {@code inet}, whose elements are an interface's name and an address
 * ({@code type ifname . ipv4_addr}). It is changed without running {@code nft}, atomically. Not safe for concurrent
 * use.
 */
public final class FirewallSet implements AutoCloseable {
    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;
    private static final int SUBSYSTEM = 10;
    private static final int NEW_ELEMENT = SUBSYSTEM << 8 | 12;
    private static final int DELETE_ELEMENT = SUBSYSTEM << 8 | 14;
    private static final int FAMILY = 1;
    private static final int TABLE = 1;
    private static final int SET = 2;
    private static final int ELEMENTS = 3;
    private static final int ELEMENT = 1;
    private static final int KEY = 1;
    private static final int VALUE = 1;
    private static final int NAME_BYTES = 16;

    private final NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
    private final String table;
    private final String name;

    /** The set of the network namespace that the calling thread is in. */
    public FirewallSet(String table, String name) {
        this.table = table;
        this.name = name;
    }

    /** An element. */
    public record Member(String networkInterface, Inet4Address address) {}

    /** Adds elements; those that it has already have no effect. */
    public void add(Collection<Member> members) {
        change("can't be added to", List.of(elements(NEW_ELEMENT, members)));
    }

    /** Removes elements; those that it does not have have no effect. */
    public void remove(Collection<Member> members) {
        change("can't be removed from", List.of(elements(NEW_ELEMENT, members), elements(DELETE_ELEMENT, members)));
    }

    @Override
    public void close() {
        socket.close();
    }

    private void change(String what, List<NetlinkRequest> changes) {
        List<NetlinkRequest> batch = new ArrayList<>();
        batch.add(fields(new NetlinkRequest(BATCH_BEGIN, 0), 0, SUBSYSTEM));
        batch.addAll(changes);
        batch.add(fields(new NetlinkRequest(BATCH_END, 0), 0, SUBSYSTEM));
        long error = socket.answer(batch);
        if (error != 0) {
            throw Kernel.failure("elements " + what + " the firewall's set " + name + " of " + table, error);
        }
    }

    private NetlinkRequest elements(int type, Collection<Member> members) {
        int flags = NetlinkRequest.ACKNOWLEDGE | (type == NEW_ELEMENT ? NetlinkRequest.CREATE : 0);
        return fields(new NetlinkRequest(type, flags), FAMILY, 0)
                .attribute(TABLE, table)
                .attribute(SET, name)
                .nested(
                        ELEMENTS,
                        list -> members.forEach(member -> list.nested(
                                ELEMENT, element -> element.nested(KEY, key -> key.attribute(VALUE, key(member))))));
    }

    /** {@code struct nfgenmsg}; the last field is in the network's byte order. */
    private static NetlinkRequest fields(NetlinkRequest request, int family, int resource) {
        return request.int8(family).int8(0).int8(resource >> Byte.SIZE).int8(resource);
    }

    private static byte[] key(Member member) {
        byte[] text = member.networkInterface().getBytes(StandardCharsets.US_ASCII);
        if (text.length >= NAME_BYTES) {
            throw new IllegalArgumentException(member.networkInterface());
        }
        return ByteBuffer.allocate(NAME_BYTES + Integer.BYTES)
                .put(text)
                .put(NAME_BYTES, member.address().getAddress())
                .array();
    }
}
