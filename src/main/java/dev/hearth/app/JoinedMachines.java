package dev.hearth.app;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.Credentials;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.cli.UsageException;
import dev.hearth.dataplane.wire.Fleet;
import dev.hearth.dataplane.wire.SupplyHandlers;
import dev.hearth.dataplane.wire.Surroundings;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.Membership;
import dev.hearth.model.FunctionVersion;
import dev.hearth.time.Time;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Workers that join from other processes. */
final class JoinedMachines implements Machines {
    /** How long Workers get to send their last logs when the server stops. */
    private static final Duration LAST_LOGS = Duration.ofSeconds(1);

    private final InetSocketAddress address;
    private final Credentials credentials;
    private final SupplyHandlers supplies;
    private final Fleet fleet;
    private volatile @Nullable RpcServer server;

    /**
     * @param address where Workers join
     * @param supplies what Workers need for functions
     * @param surroundings what Workers hear of the functions' surroundings
     */
    JoinedMachines(
            InetSocketAddress address,
            Credentials credentials,
            SupplyHandlers supplies,
            PayloadMemory answers,
            Supplier<Surroundings> surroundings,
            Time time) {
        this.address = address;
        this.credentials = credentials;
        this.supplies = supplies;
        this.fleet = new Fleet(credentials, answers, surroundings, time);
    }

    @Override
    public Workers workers() {
        return fleet;
    }

    @Override
    public List<Worker> own() {
        return List.of();
    }

    @Override
    public void prepare(FunctionVersion function) {
        fleet.prepare(function);
    }

    /** Each Worker would pull an image by itself, with registries and keys of its own. */
    @Override
    public boolean runsImages() {
        return false;
    }

    /** The Workers pass on what their functions ask. */
    @Override
    public Optional<InetSocketAddress> servicesForFunctions() {
        return Optional.empty();
    }

    @Override
    public void open(Membership membership) {
        Handlers handlers = supplies.addTo(fleet.addTo(new Handlers(), membership));
        try {
            server = RpcServer.start(address, credentials, handlers);
        } catch (UncheckedIOException failed) {
            throw new UsageException(
                    "Workers can't join at " + address.getAddress().getHostAddress() + ":" + address.getPort() + " ("
                            + failed.getMessage() + "): name another address with --workers-at.",
                    failed);
        }
    }

    @Override
    public boolean lost() {
        return false; // the library's server goes on listening
    }

    @Override
    public List<String> greeting() {
        String where = address.getAddress().getHostAddress() + ":" + address.getPort();
        return List.of(
                "  functions     run on the Workers that join at " + where,
                "                ('./hearth cluster invite NAME' tells how)");
    }

    @Override
    public void close() {
        RpcServer open = server;
        if (open != null) {
            open.close(LAST_LOGS);
        }
        fleet.close();
    }
}
