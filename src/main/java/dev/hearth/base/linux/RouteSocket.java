package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * Changes interfaces, addresses, routes and neighbours of one network namespace ({@code rtnetlink(7)}), as the tool
 * {@code ip} does, but without a process. Not safe for concurrent use.
 */
public final class RouteSocket implements AutoCloseable {
    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int SET_LINK = 19;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int NEW_ROUTE = 24;
    private static final int NEW_NEIGHBOUR = 28;

    private static final int LINK_ADDRESS = 1;
    private static final int LINK_NAME = 3;
    private static final int LINK_INFORMATION = 18;
    private static final int LINK_FAMILIES = 26;
    private static final int LINK_GROUP = 27;
    private static final int LINK_NAMESPACE = 28;
    private static final int KIND = 1;
    private static final int KIND_DATA = 2;
    private static final int PEER = 1;
    private static final int VERSION_6 = 10;
    private static final int ADDRESS_GENERATION = 8;
    private static final byte[] NO_GENERATION = {1};
    private static final int UP = 1;

    private static final int VERSION_4 = 2;
    private static final int LOCAL_ADDRESS = 2;
    private static final int HOST_PREFIX = 32;
    private static final int DESTINATION = 1;
    private static final int OUT_INTERFACE = 4;
    private static final int GATEWAY = 5;
    private static final int MAIN_TABLE = 254;
    private static final int BY_ADMINISTRATOR = 3;
    private static final int SCOPE_ANYWHERE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int UNICAST = 1;
    private static final int ON_LINK = 4;
    private static final int NEIGHBOUR_ADDRESS = 1;
    private static final int NEIGHBOUR_HARDWARE = 2;
    private static final int PERMANENT = 0x80;

    /** {@code SIOCGIFINDEX}, with a {@code struct ifreq}: a name, then its number. */
    private static final long NUMBER_OF_INTERFACE = 0x8933;

    private static final int NAME_BYTES = 16;
    private static final int INTERFACE_REQUEST_BYTES = 40;

    private final NetlinkSocket socket;

    private RouteSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket for the network namespace of the calling thread. It stays with that namespace. */
    public static RouteSocket open() {
        return new RouteSocket(NetlinkSocket.open(NetlinkSocket.ROUTE));
    }

    /** One end of a pair of interfaces. */
    public record End(String name, HardwareAddress hardwareAddress) {}

    /**
     * Makes a pair of interfaces, {@code veth(4)}.
     *
     * @param here the end in this namespace
     * @param group the group that this end belongs to
     * @param there the end in the other namespace
     */
    public void addPair(End here, int group, End there, NetworkNamespace namespace) {
        NetlinkRequest request = request(NEW_LINK, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE);
        interfaceFields(request, 0, 0);
        request.attribute(LINK_NAME, here.name())
                .attribute(LINK_ADDRESS, here.hardwareAddress().bytes())
                .attribute(LINK_GROUP, group)
                .nested(
                        LINK_INFORMATION,
                        pair -> pair.attribute(KIND, "veth")
                                .nested(
                                        KIND_DATA,
                                        data -> data.nested(
                                                PEER,
                                                peer -> interfaceFields(peer, 0, 0)
                                                        .attribute(LINK_NAME, there.name())
                                                        .attribute(
                                                                LINK_ADDRESS,
                                                                there.hardwareAddress()
                                                                        .bytes())
                                                        .attribute(LINK_NAMESPACE, namespace.number()))));
        socket.ask("interface " + here.name() + " can't be made", request);
    }

    /** Keeps an interface from giving itself an IPv6 address; no effect in a kernel without IPv6. */
    public void withoutVersion6(int networkInterface) {
        NetlinkRequest request = interfaceFields(request(SET_LINK, 0), networkInterface, 0);
        request.nested(
                LINK_FAMILIES,
                families ->
                        families.nested(VERSION_6, version6 -> version6.attribute(ADDRESS_GENERATION, NO_GENERATION)));
        // refused by a kernel without IPv6, where there is no such address
        long _ = socket.answer(List.of(request));
    }

    public void up(int networkInterface) {
        socket.ask(
                "interface " + networkInterface + " can't be set up",
                interfaceFields(request(SET_LINK, 0), networkInterface, UP));
    }

    /** Puts an interface into a group; no effect if it is gone. */
    public void group(String networkInterface, int group) {
        NetlinkRequest request = interfaceFields(request(SET_LINK, 0), 0, 0).attribute(LINK_NAME, networkInterface);
        unlessGone("the group of " + networkInterface + " can't be set", request.attribute(LINK_GROUP, group));
    }

    /** Removes all interfaces of a group, which takes as long as the removal of one; no effect if there is none. */
    public void deleteGroup(int group) {
        NetlinkRequest request = interfaceFields(request(DELETE_LINK, 0), 0, 0).attribute(LINK_GROUP, group);
        unlessGone("interfaces can't be removed", request);
    }

    /** Removes an interface; no effect if it is gone. */
    public void delete(String networkInterface) {
        NetlinkRequest request = interfaceFields(request(DELETE_LINK, 0), 0, 0).attribute(LINK_NAME, networkInterface);
        unlessGone("interface " + networkInterface + " can't be removed", request);
    }

    public void addAddress(int networkInterface, Inet4Address address) {
        socket.ask(
                address.getHostAddress() + " can't be given to interface " + networkInterface,
                address(NEW_ADDRESS, NetlinkRequest.CREATE | NetlinkRequest.REPLACE, networkInterface, address));
    }

    public void deleteAddress(int networkInterface, Inet4Address address) {
        socket.ask(
                address.getHostAddress() + " can't be taken from interface " + networkInterface,
                address(DELETE_ADDRESS, 0, networkInterface, address));
    }

    /** Adds a route to one address through this interface. */
    public void addRoute(int networkInterface, Inet4Address destination) {
        NetlinkRequest request = route(HOST_PREFIX, SCOPE_LINK, 0)
                .attribute(DESTINATION, destination.getAddress())
                .attribute(OUT_INTERFACE, networkInterface);
        socket.ask("no route to " + destination.getHostAddress() + " can be made", request);
    }

    /** Adds the default route through this interface and a gateway, which need not be in its network. */
    public void addDefaultRoute(int networkInterface, Inet4Address gateway) {
        NetlinkRequest request = route(0, SCOPE_ANYWHERE, ON_LINK)
                .attribute(GATEWAY, gateway.getAddress())
                .attribute(OUT_INTERFACE, networkInterface);
        socket.ask("no route through " + gateway.getHostAddress() + " can be made", request);
    }

    /** Adds a permanent neighbour: the hardware address of an address behind an interface. */
    public void addNeighbour(int networkInterface, Inet4Address address, HardwareAddress hardwareAddress) {
        NetlinkRequest request = request(NEW_NEIGHBOUR, NetlinkRequest.CREATE | NetlinkRequest.REPLACE)
                .int32(VERSION_4)
                .int32(networkInterface)
                .int16(PERMANENT)
                .int16(0)
                .attribute(NEIGHBOUR_ADDRESS, address.getAddress())
                .attribute(NEIGHBOUR_HARDWARE, hardwareAddress.bytes());
        socket.ask("no neighbour " + address.getHostAddress() + " can be made", request);
    }

    /** The number of an interface; empty if there is none of this name. */
    public OptionalInt find(String networkInterface) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(INTERFACE_REQUEST_BYTES, Integer.BYTES);
            byte[] name = networkInterface.getBytes(StandardCharsets.US_ASCII);
            if (name.length >= NAME_BYTES) {
                throw new IllegalArgumentException(networkInterface);
            }
            MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
            long result = Kernel.call(Call.IOCTL, socket.number(), NUMBER_OF_INTERFACE, request.address());
            if (result == -Kernel.ENODEV) {
                return OptionalInt.empty();
            }
            if (result < 0) {
                throw Kernel.failure("interface " + networkInterface + " can't be looked up", result);
            }
            return OptionalInt.of(request.get(ValueLayout.JAVA_INT, NAME_BYTES));
        }
    }

    /** The number of an interface, which must exist. */
    public int number(String networkInterface) {
        return find(networkInterface)
                .orElseThrow(() -> new LinuxException("interface " + networkInterface + " is not there"));
    }

    @Override
    public void close() {
        socket.close();
    }

    private void unlessGone(String what, NetlinkRequest request) {
        long error = socket.answer(List.of(request));
        if (error != 0 && error != -Kernel.ENODEV) {
            throw Kernel.failure(what, error);
        }
    }

    private static NetlinkRequest request(int type, int flags) {
        return new NetlinkRequest(type, flags | NetlinkRequest.ACKNOWLEDGE);
    }

    /** {@code struct ifinfomsg}. */
    private static NetlinkRequest interfaceFields(NetlinkRequest request, int number, int flags) {
        return request.int32(0).int32(number).int32(flags).int32(flags);
    }

    /** {@code struct ifaddrmsg}. */
    private static NetlinkRequest address(int type, int flags, int networkInterface, Inet4Address address) {
        return request(type, flags)
                .int8(VERSION_4)
                .int8(HOST_PREFIX)
                .int16(0)
                .int32(networkInterface)
                .attribute(LOCAL_ADDRESS, address.getAddress());
    }

    /** {@code struct rtmsg}. */
    private static NetlinkRequest route(int prefix, int scope, int flags) {
        return request(NEW_ROUTE, NetlinkRequest.CREATE | NetlinkRequest.REPLACE)
                .int8(VERSION_4)
                .int8(prefix)
                .int16(0)
                .int8(MAIN_TABLE)
                .int8(BY_ADMINISTRATOR)
                .int8(scope)
                .int8(UNICAST)
                .int32(flags);
    }
}
