package dev.hearth.app;

import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.Membership;
import dev.hearth.model.FunctionVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Where the functions of a server run: in its own process, or on Workers that join it. */
interface Machines extends AutoCloseable {
    /** The Workers by their names. */
    Workers workers();

    /** The Workers that there are from the start. */
    List<Worker> own();

    /** Has a function's code unpacked ahead of its first start. */
    void prepare(FunctionVersion function);

    /** Whether sandboxes can use container images as their roots. */
    boolean runsImages();

    /** Where the server listens too, for functions that can't reach its main address. */
    Optional<InetSocketAddress> servicesForFunctions();

    /** Lets Workers join, once the server serves. */
    void open(Membership membership);

    /** Whether a server of these machines has stopped to accept connections. */
    boolean lost();

    /** What the greeting says of them. */
    List<String> greeting();

    @Override
    void close();
}
