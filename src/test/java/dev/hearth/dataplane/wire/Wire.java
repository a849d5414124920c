package dev.hearth.dataplane.wire;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.base.rpc.TestingCluster;
import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.List;

/** Services reached over a connection, as from another process that has all other roles. */
public final class Wire implements AutoCloseable {
    private static final long HEAP = 1L << 30;

    private final TestingCluster cluster = new TestingCluster();
    private final List<AutoCloseable> open = new ArrayList<>();

    public RemoteWorker to(Worker local) {
        return to(local, "w");
    }

    public RemoteWorker to(Worker local, String name) {
        RpcServer server = serveWorker(local);
        RemoteWorker remote = new RemoteWorker(
                new WorkerId(name),
                cluster.connect(server, Roles.WORKER, Roles.FRONTEND, Roles.MANAGER, Roles.CONTROL),
                PayloadMemory.ofHeap(HEAP),
                Time.SYSTEM);
        open.add(remote);
        return remote;
    }

    RpcServer serveWorker(Worker local) {
        RpcServer server =
                cluster.serve(Roles.WORKER, new WorkerHandlers(local, HEAP, Time.SYSTEM).addTo(new Handlers()));
        open.add(server);
        return server;
    }

    /** The way to a manager's process, from a process of this role. */
    public RpcChannel to(WorkerManager manager, Counter counter, String role) {
        RpcServer server =
                cluster.serve(Roles.MANAGER, new ManagerHandlers(manager, counter, Time.SYSTEM).addTo(new Handlers()));
        RpcChannel channel = cluster.connect(server, Roles.MANAGER, role, Roles.CONTROL);
        open.add(server);
        open.add(channel);
        return channel;
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : open.reversed()) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
