package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.wire.messages.Member;
import dev.hearth.dataplane.wire.messages.Welcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Worker's membership in a fleet: it joins, joins again when the connection was lost, says that it drains, and
 * leaves. What it runs goes on while it is not joined.
 *
 * <pre>
 * from      event                   to
 * APART     the manager welcomes    JOINED
 * JOINED    the connection is lost  APART    it tries again every second
 * any       drain                   the same; it is said as soon as it is joined
 * any       close                   LEFT
 * </pre>
 */
public final class Joining implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    private final RpcChannel manager;
    private final Member self;
    private final Consumer<Surroundings> news;
    private final Thread thread;
    private final CountDownLatch welcomed = new CountDownLatch(1);
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean joined;

    private Joining(RpcChannel manager, Member self, Consumer<Surroundings> news) {
        this.manager = manager;
        this.self = self;
        this.news = news;
        this.thread = Thread.ofVirtual().name("membership").unstarted(this::stay);
    }

    /**
     * Joins, in the background.
     *
     * @param manager to the process that has the fleet; it stays its maker's
     * @param name of the Worker, as its certificate has it
     * @param address where other processes reach it
     * @param news gets the functions' surroundings each time that the Worker joins
     */
    public static Joining begin(
            RpcChannel manager, String name, InetSocketAddress address, Consumer<Surroundings> news) {
        Member self = Member.newBuilder()
                .setName(name)
                .setHost(address.getAddress().getHostAddress())
                .setPort(address.getPort())
                .build();
        Joining joining = new Joining(manager, self, news);
        joining.thread.start();
        return joining;
    }

    /** Waits until the Worker has joined for the first time. */
    public boolean await(Duration atMost) throws InterruptedException {
        return welcomed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    public boolean isJoined() {
        return joined;
    }

    /** Says that the Worker takes no new sandboxes. */
    public void drain() {
        draining.countDown();
    }

    private void stay() {
        boolean told = false;
        try {
            do {
                try {
                    stayOnce();
                } catch (RpcException e) {
                    if (!told || joined) {
                        LOG.warn("the worker is not joined: {}", e.getMessage());
                        told = true;
                    }
                } finally {
                    joined = false;
                }
            } while (!closing.await(Limits.LISTEN_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stayOnce() throws RpcException, InterruptedException {
        try (RpcChannel.OpenCall<Member, Welcome> call = manager.open(Methods.JOIN, Limits.LISTEN)) {
            boolean _ = call.send(self, Limits.FROM_MEMORY);
            Optional<Welcome> answer = call.receive();
            if (answer.isEmpty()) {
                return;
            }
            news.accept(Surroundings.of(answer.get()));
            joined = true;
            welcomed.countDown();
            LOG.info("the worker has joined");
            boolean said = false;
            while (!call.isOver()) {
                if (closing.getCount() == 0) {
                    call.finish();
                    boolean _ = call.receive().isPresent(); // the end of the call
                    return;
                }
                if (!said && draining.getCount() == 0) {
                    said = call.send(self.toBuilder().setDraining(true).build(), Limits.FROM_MEMORY);
                }
                CountDownLatch next = said ? closing : draining;
                boolean _ = next.await(Limits.LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
            }
            boolean _ = call.receive().isPresent(); // throws why it is over
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        draining.countDown();
        closing.countDown();
        try {
            boolean _ = thread.join(Limits.FROM_MEMORY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
