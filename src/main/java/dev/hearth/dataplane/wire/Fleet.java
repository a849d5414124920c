package dev.hearth.dataplane.wire;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.Credentials;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.Refusal;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcStream;
import dev.hearth.dataplane.wire.messages.Member;
import dev.hearth.dataplane.wire.messages.Welcome;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.Membership;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Workers that have joined from other processes.
 *
 * <p>A Worker joins by a call that lasts as long as it is there. A Worker that joins under the name of another takes
 * its place, as one that was started again does.
 *
 * <pre>
 * from     event                          to       what the Worker Manager hears
 * (none)   joins                          THERE    a Worker: it is asked what it runs
 * THERE    says that it drains            THERE    it gets no new sandboxes
 * THERE    its call ends by itself        (none)   it has left
 * THERE    its call is lost               THERE    it is to be asked: it may be silent
 * THERE    joins again, another process   THERE    the first is gone, the second is a Worker
 * </pre>
 */
public final class Fleet implements Workers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Credentials credentials;
    private final PayloadMemory answers;
    private final Supplier<Surroundings> surroundings;
    private final Time time;
    private final Map<WorkerId, Place> places = new ConcurrentHashMap<>();

    /** Where a Worker is. */
    private record Place(InetSocketAddress address, RemoteWorker worker) {}

    /**
     * @param answers where large answers get their places
     * @param surroundings what Workers hear of the functions' surroundings
     */
    public Fleet(Credentials credentials, PayloadMemory answers, Supplier<Surroundings> surroundings, Time time) {
        this.credentials = credentials;
        this.answers = answers;
        this.surroundings = surroundings;
        this.time = time;
    }

    @Override
    public Optional<Worker> find(WorkerId id) {
        return Optional.ofNullable(places.get(id)).map(Place::worker);
    }

    /**
     * Has one of the Workers prepare a function's code. While there is none, nothing is prepared: the first start does
     * it then.
     *
     * @throws ServiceException if the code can't be used
     */
    public void prepare(FunctionVersion function) {
        for (Place place : List.copyOf(places.values())) {
            try {
                place.worker().prepare(function);
                return;
            } catch (ServiceException e) {
                if (!(e.getCause() instanceof RpcException)) {
                    throw e;
                }
                LOG.warn("the code of {} could not be prepared: {}", function.arn(), e.getMessage());
            }
        }
    }

    /**
     * Lets Workers join.
     *
     * @param membership of the Worker Manager that hears of the Workers
     */
    public Handlers addTo(Handlers handlers, Membership membership) {
        return handlers.onStream(Methods.JOIN, (caller, stream) -> serve(membership, caller, stream));
    }

    private void serve(Membership membership, Peer caller, RpcStream<Welcome, Member> stream)
            throws Refusal, RpcException, InterruptedException {
        Member member = stream.receive().orElseThrow(() -> RpcException.late("a Worker that says nothing"));
        if (!caller.is(Roles.WORKER, member.getName())) {
            throw Errors.refusal(new ServiceException(
                    ErrorCode.ACCESS_DENIED, "The certificate is not that of the worker " + member.getName() + "."));
        }
        WorkerId id = new WorkerId(member.getName());
        Place place = place(id, member, membership);
        WorkerId _ = Errors.serving(() -> {
            membership.join(id, place.worker());
            return id;
        });
        LOG.info("worker {} is there, at {}", id, place.address());
        try {
            if (!stream.send(surroundings.get().message(), Limits.FROM_MEMORY)) {
                throw RpcException.late("a welcome that was not taken");
            }
            for (Optional<Member> news = stream.receive(); news.isPresent(); news = stream.receive()) {
                if (news.get().getDraining() && isHere(id, place)) {
                    membership.drain(id);
                    LOG.info("worker {} drains", id);
                }
            }
            if (places.remove(id, place)) {
                LOG.info("worker {} has left", id);
                membership.leave(id, place.worker());
                place.worker().close();
            }
        } catch (RpcException e) {
            if (isHere(id, place)) {
                LOG.warn("worker {} is lost, or restarts", id);
                membership.ask(id);
            }
        }
    }

    private boolean isHere(WorkerId id, Place place) {
        return place.equals(places.get(id));
    }

    private Place place(WorkerId id, Member member, Membership membership) throws Refusal {
        InetSocketAddress address = new InetSocketAddress(member.getHost(), member.getPort());
        Place before = places.get(id);
        if (before != null && before.address().equals(address)) {
            return before;
        }
        if (before == null && places.size() >= Limits.WORKERS) {
            throw Errors.refusal(new ServiceException(ErrorCode.LIMIT_EXCEEDED, "There are too many workers."));
        }
        RpcChannel channel = RpcChannel.to(address, Peer.name(Roles.WORKER, id.value()), credentials);
        RemoteWorker worker = new RemoteWorker(id, channel, answers, time);
        worker.onConnectionChange(() -> membership.ask(id));
        Place place = new Place(address, worker);
        Place replaced = places.put(id, place);
        if (replaced != null) {
            replaced.worker().close();
        }
        return place;
    }

    /** Lets all Workers be. */
    @Override
    public void close() {
        places.values().forEach(place -> place.worker().close());
    }
}
