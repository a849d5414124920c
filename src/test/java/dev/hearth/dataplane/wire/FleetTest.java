package dev.hearth.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.Credentials;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.base.rpc.TestingCluster;
import dev.hearth.dataplane.wire.messages.Member;
import dev.hearth.dataplane.wire.messages.Welcome;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.workermanager.Membership;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers join, drain, leave, and are lost. */
@Timeout(60)
class FleetTest {
    private static final Surroundings SURROUNDINGS =
            new Surroundings(Optional.of(URI.create("http://aws")), OptionalInt.of(5), Map.of("A", "1"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestingCluster cluster = new TestingCluster();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Surroundings> news = new LinkedBlockingQueue<>();
    private final Fleet fleet = made(new Fleet(
            cluster.credentials(Peer.name(Roles.MANAGER)),
            PayloadMemory.ofHeap(1L << 30),
            () -> SURROUNDINGS,
            Time.SYSTEM));
    private RpcServer server = serve(0);

    /** Tells what it hears. */
    private final class Heard implements Membership {
        @Override
        public void join(WorkerId id, Worker worker) {
            heard.add("join " + id);
        }

        @Override
        public void drain(WorkerId id) {
            heard.add("drain " + id);
        }

        @Override
        public void ask(WorkerId id) {
            heard.add("ask " + id);
        }

        @Override
        public void leave(WorkerId id, Worker worker) {
            heard.add("leave " + id);
        }
    }

    private <T extends AutoCloseable> T made(T part) {
        open.push(part);
        return part;
    }

    private RpcServer serve(int port) {
        return made(RpcServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                cluster.credentials(Peer.name(Roles.MANAGER)),
                fleet.addTo(new Handlers(), new Heard())));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    private RpcChannel connect(String name) {
        Credentials credentials = cluster.credentials(Peer.name(Roles.WORKER), Peer.name(Roles.WORKER, name));
        return made(RpcChannel.to(server.address(), Peer.name(Roles.MANAGER), credentials));
    }

    /** A Worker that joins; nobody listens at its address. */
    private Joining join(String name, int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return made(Joining.begin(connect(name), name, address, news::add));
    }

    @Test
    void aWorkerJoinsDrainsAndLeaves() throws InterruptedException {
        Joining worker = join("w", 1);
        assertThat(heard.take()).isEqualTo("join w");
        assertThat(news.take()).isEqualTo(SURROUNDINGS);
        assertThat(worker.await(PATIENCE)).isTrue();
        assertThat(fleet.find(new WorkerId("w"))).isPresent();
        worker.drain();
        assertThat(heard.take()).isEqualTo("drain w");
        worker.close();
        assertThat(heard.take()).isEqualTo("leave w");
        assertThat(fleet.find(new WorkerId("w"))).isEmpty();
    }

    @Test
    void noWorkerJoinsUnderTheNameOfAnother() throws InterruptedException, RpcException {
        Member self =
                Member.newBuilder().setName("w").setHost("127.0.0.1").setPort(1).build();
        try (RpcChannel.OpenCall<Member, Welcome> call = connect("x").open(Methods.JOIN, PATIENCE)) {
            assertThat(call.send(self, PATIENCE)).isTrue();
            assertThatThrownBy(call::receive)
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.REFUSED));
        }
        assertThat(heard).isEmpty();
        assertThat(fleet.find(new WorkerId("w"))).isEmpty();
    }

    @Test
    void aLostWorkerIsAskedAndStaysThereUntilItIsBack() throws InterruptedException {
        Joining worker = join("w", 1);
        assertThat(heard.take()).isEqualTo("join w");
        worker.drain();
        assertThat(heard.take()).isEqualTo("drain w");
        int port = server.address().getPort();
        server.close();
        assertThat(heard.take()).isEqualTo("ask w");
        assertThat(fleet.find(new WorkerId("w"))).isPresent();
        server = serve(port);
        assertThat(heard.take()).isEqualTo("join w");
        assertThat(heard.take()).as("what it had said before").isEqualTo("drain w");
    }

    @Test
    void aWorkerThatWasStartedElsewhereTakesThePlaceOfTheFirst() throws InterruptedException {
        Joining first = join("w", 1);
        assertThat(heard.take()).isEqualTo("join w");
        Worker before = fleet.find(new WorkerId("w")).orElseThrow();
        Joining second = join("w", 2);
        assertThat(heard.take()).isEqualTo("join w");
        assertThat(second.await(PATIENCE)).isTrue();
        assertThat(fleet.find(new WorkerId("w")).orElseThrow()).isNotSameAs(before);
        first.close();
        second.close();
        assertThat(heard.take()).as("of the second").isEqualTo("leave w");
        assertThat(heard).isEmpty();
    }
}
