package dev.hearth.app;

import dev.hearth.api.ApiHandler;
import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.SignatureV4;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.linux.ResourceLimits;
import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Store;
import dev.hearth.cli.Cluster;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.KeyMaker;
import dev.hearth.cli.RunningServer;
import dev.hearth.controlplane.ControlPlane;
import dev.hearth.controlplane.ControlPlaneConfiguration;
import dev.hearth.controlplane.DataPlane;
import dev.hearth.controlplane.LambdaControlPlane;
import dev.hearth.controlplane.code.CodeStores;
import dev.hearth.dataplane.async.EventDispatcher;
import dev.hearth.dataplane.async.EventQueue;
import dev.hearth.dataplane.counter.AccountCounter;
import dev.hearth.dataplane.counter.StoredConcurrencyLimits;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.functionurl.PolicyUrlAccess;
import dev.hearth.dataplane.functionurl.PublishedUrls;
import dev.hearth.dataplane.pollers.QueuePollers;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.MachineSdks;
import dev.hearth.dataplane.wire.SupplyHandlers;
import dev.hearth.dataplane.worker.CodeSources;
import dev.hearth.dataplane.worker.WorkerConfiguration;
import dev.hearth.dataplane.workermanager.DirectWorkerManager;
import dev.hearth.dataplane.workermanager.ProvisionedFloors;
import dev.hearth.dataplane.workermanager.RevisionRetirement;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.dataplane.workermanager.WorkerManagerConfiguration.Floor;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.IamService;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.neighbours.sts.StsService;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole service in one process.
 *
 * <pre>
 * from       event                 to
 * NEW        start                 STARTING
 * NEW        close                 STOPPED
 * STARTING   all parts are made    RUNNING
 * STARTING   a part fails          STOPPED   the parts that were made are closed
 * STARTING   close                 STOPPING  parts that are still being made are closed when they are done
 * RUNNING    close                 STOPPING  no new requests; running requests and events may finish
 * RUNNING    a listener is lost    STOPPING  the same, and the process ends with an error
 * STOPPING   all parts are closed  STOPPED
 * </pre>
 */
final class Hearth implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hearth.class);

    /** How long running requests, invocations and events, all together, may go on before they are interrupted. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Configuration configuration;
    private final Consumer<String> progress;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CloseStack made = new CloseStack();
    private final Time time = Time.SYSTEM;
    private final Ids ids = Ids.secure();
    private final ServedEndpoints endpoints;
    private List<String> greeting = List.of();
    private volatile boolean failed;

    enum State {
        NEW,
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED
    }

    Hearth(Configuration configuration, Consumer<String> progress) {
        this.configuration = configuration;
        this.progress = progress;
        this.endpoints = new ServedEndpoints(configuration.urlDomain());
    }

    /** Starts all parts. When this returns, requests are served, unless the server was closed meanwhile. */
    void start() {
        if (!state.compareAndSet(State.NEW, State.STARTING)) {
            throw new IllegalStateException("started already: " + state.get());
        }
        try {
            ResourceLimits.raiseOpenFiles(); // before anything is sized by it
            startAll();
        } catch (RuntimeException | IOException | Error failed) {
            made.close();
            state.set(State.STOPPED);
            stopped.countDown();
            if (failed instanceof StoppedException) {
                return;
            }
            switch (failed) {
                case IOException io -> throw new UncheckedIOException(io);
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                default -> throw new IllegalStateException(failed); // unreachable: the catch clause names all types
            }
        }
    }

    private void startAll() throws IOException {
        DataFolder data = DataFolder.at(configuration.data());
        made.push(data.claim());
        MachineMemory memory = machineMemory();
        // the parts do not depend on each other, and each takes some time
        Parallel.Part<RuntimeCatalog> catalogPart = Parallel.begin(() -> Parts.catalog(configuration.home(), data));
        Optional<Parallel.Part<Drivers.Choice>> driverPart = beginDriver(memory, data);
        Store store = openStore(data);
        LogStore logs = made.push(Parts.logWriter(data, time));
        Optional<Drivers.Choice> driver = driverPart.map(Parallel.Part::await);
        RuntimeCatalog catalog = catalogPart.await();
        Authorization authorization =
                new Authorization(store, configuration.functions().unknownRoles(), time, ids);
        FunctionAccess access = new FunctionAccess(store, authorization);
        ArtifactStore artifacts = Parts.artifacts(configuration, store.accounts(), data, made, time);
        ImageLibrary images = Parts.images(configuration, data, time);
        PayloadMemory answers = PayloadMemory.ofHeap(Runtime.getRuntime().maxMemory());
        MachineSdks sdks = made.push(Parts.sdks(configuration, data, catalog, time));
        FunctionServices services = new FunctionServices(configuration, endpoints, time);
        LocalMachine.Supplies supplies = new LocalMachine.Supplies(
                new CodeSources(artifacts, images),
                logs,
                chosen -> services.access(store, authorization, chosen),
                answers);
        Machines machines = made.push(
                driver.isPresent()
                        ? new LocalMachine(driver.get(), catalog, sdks, worker(memory, data), supplies, time, ids)
                        : joined(store, supplies, services));
        made.push(images);
        SystemTimers timers = made.push(new SystemTimers("timers", time));
        Floor floor = driver.map(chosen -> Parts.floor(chosen.driver(), memory)).orElse(Floor.NONE);
        DirectWorkerManager manager =
                made.push(Parts.workerManager(configuration, floor, machines.own(), time, timers, ids));
        BucketFolder buckets = new BucketFolder(data.buckets(), time, ids);
        CatalogMachine catalogMachine =
                new CatalogMachine(catalog, machines.runsImages(), configuration.allowEndedRuntimes(), time);
        CodeStores stores = Parts.codeStores(configuration, store.accounts(), artifacts, buckets, images, time);
        EventQueue events = Parts.events(configuration, store, time, ids);
        AccountCounter counter = new AccountCounter(new StoredConcurrencyLimits(store), time, timers, ids);
        Parts.Operator operator = Parts.operator(data, time, ids);
        Frontend frontend = Parts.frontend(
                configuration, store, counter, manager, machines.workers(), events, operator.calls(), time, ids);
        Optional<QueuePollers> pollers = pollers(store, access, frontend, timers);
        DataPlane dataPlane =
                new DataPlane(catalogMachine, machines::prepare, manager::provisioned, new PolledQueues(pollers));
        ControlPlane controlPlane = controlPlane(store, access, stores, dataPlane);
        ProvisionedFloors floors = follow(store, manager);
        SignatureV4 authenticator = new SignatureV4(authorization.keys(), time, configuration.region());
        BodyAdmission bodies =
                new BodyAdmission(authenticator, Runtime.getRuntime().maxMemory(), answers);
        Parts.Access callers = new Parts.Access(authenticator, authorization, access);
        ApiHandler.Services others = services(controlPlane, artifacts, operator, logs, store, callers, buckets);
        ApiHandler handler = Parts.api(callers, bodies, frontend, controlPlane, others, configuration.region(), ids);

        // closed in reverse order: the HTTP servers close before the parts that serve their requests
        EventDispatcher dispatcher =
                made.push(Parts.eventDispatcher(configuration, events, frontend, store, access, time, timers, ids));
        Drain drain = new Drain(DRAIN, time, counter::running, progress);
        made.push(() -> manager.drain(drain.left()));
        HttpHandler urls = Parts.functionUrls(handler, published(store, access), callers, bodies, frontend, time, ids);
        URI served = listen(urls, machines, timers);
        made.push(dispatcher::stop);
        pollers.ifPresent(polling -> made.push(polling::stopAll));
        made.push(drain::begin);
        endpoints.serve(served);
        machines.open(manager);
        serve(controlPlane, floors, new Sweeps(controlPlane, buckets, logs, sdks), machines.greeting());
    }

    /** Listens for callers and for functions; returns the address for callers. */
    private URI listen(HttpHandler handler, Machines machines, SystemTimers timers) {
        HttpServer server = made.push(listen(handler));
        Optional<HttpServer> forFunctions = machines.servicesForFunctions().map(at -> listenForFunctions(handler, at));
        watch(
                timers,
                server::lost,
                machines::lost,
                () -> forFunctions.isPresent() && forFunctions.get().lost());
        return ServedEndpoints.uri(server.address());
    }

    /** Begins to choose the driver of this machine's sandboxes; none if all functions run on other Workers. */
    private Optional<Parallel.Part<Drivers.Choice>> beginDriver(MachineMemory memory, DataFolder data) {
        if (configuration.workersAt().isPresent()) {
            return Optional.empty();
        }
        Parallel.Part<Drivers.Choice> part =
                Parallel.begin(() -> Drivers.choose(configuration, memory, data, ids, progress));
        made.push(part.closing(choice -> choice.driver().close()));
        return Optional.of(part);
    }

    private WorkerConfiguration worker(MachineMemory memory, DataFolder data) {
        return Parts.workerConfiguration("local", "local", configuration, memory, data);
    }

    /** The machines of Workers that join. */
    private Machines joined(Store store, LocalMachine.Supplies supplies, FunctionServices services) {
        return new JoinedMachines(
                configuration.workersAt().orElseThrow(),
                Cluster.server(store, time.now(), ids),
                new SupplyHandlers(
                        supplies.code().packages(), supplies.access().apply(Optional.empty()), supplies.logs()),
                supplies.answers(),
                services::surroundings,
                time);
    }

    private MachineMemory machineMemory() {
        MachineMemory memory = MachineMemory.of(configuration);
        memory.warning().ifPresent(progress);
        return memory;
    }

    private ControlPlane controlPlane(Store store, FunctionAccess access, CodeStores stores, DataPlane dataPlane) {
        var settings = new ControlPlaneConfiguration(configuration.region(), endpoints, configuration.leastUpdate());
        return made.push(new LambdaControlPlane(settings, store, access, stores, dataPlane, time, ids));
    }

    /** What polls queues; empty if no server serves SQS. */
    private Optional<QueuePollers> pollers(Store store, FunctionAccess access, Frontend frontend, SystemTimers timers) {
        return configuration
                .forwards()
                .find("sqs", false)
                .map(server -> made.push(new QueuePollers(
                        Parts.queues(server, store.accounts(), configuration.account(), time),
                        Parts.queueAccess(access, configuration.region()),
                        frontend,
                        time,
                        timers,
                        ids,
                        Runtime.getRuntime().maxMemory())));
    }

    private PublishedUrls published(Store store, FunctionAccess access) {
        return new PublishedUrls(store, new PolicyUrlAccess(access, configuration.region()), endpoints::functionUrls);
    }

    /** The services other than Lambda. */
    private ApiHandler.Services services(
            ControlPlane controlPlane,
            ArtifactStore artifacts,
            Parts.Operator operator,
            LogStore logs,
            Store store,
            Parts.Access callers,
            BucketFolder buckets) {
        Forwarder forwarder = made.push(new Forwarder(configuration.forwards(), time));
        return Parts.services(
                controlPlane,
                artifacts,
                operator.endpoint(),
                logs,
                Map.of(
                        "iam",
                        IamService.over(store, callers.authorization(), time, ids)::answer,
                        "sts",
                        new StsService(callers.authorization(), time)::answer),
                Parts.buckets(callers, buckets, forwarder, configuration.region(), ids),
                forwarder,
                configuration.region(),
                this::health);
    }

    private Store openStore(DataFolder data) {
        Store store = made.push(Parts.store(data, configuration.database()));
        keepFirst(store);
        return store;
    }

    /**
     * Registers the listeners that retire and provision sandboxes. Provisioned concurrency of earlier starts follows
     * later.
     */
    private ProvisionedFloors follow(Store store, WorkerManager manager) {
        store.onChange(RevisionRetirement.KINDS, new RevisionRetirement(configuration.region(), store, manager));
        ProvisionedFloors floors = new ProvisionedFloors(store, manager);
        store.onChange(ProvisionedFloors.KINDS, floors);
        return floors;
    }

    /** Announces the server: all parts are made and listen. */
    private void serve(ControlPlane controlPlane, ProvisionedFloors floors, Sweeps sweeps, List<String> sandboxes) {
        URI served = endpoints.api();
        controlPlane.resume();
        floors.resume();
        Thread.ofVirtual().name("sweep").start(() -> sweeps.run(this::runsAfter));
        announce(served);
        greeting = Greeting.lines(served, configuration, sandboxes);
        if (!state.compareAndSet(State.STARTING, State.RUNNING)) {
            throw new StoppedException();
        }
    }

    private void keepFirst(Store store) {
        keepFirst(store, "region", configuration.region());
        keepFirst(store, "account", configuration.account().value());
        createFirstAccount(store.accounts());
        refuseWeakKeys(store.accounts());
    }

    private void announce(URI served) {
        new RunningServer(
                        served.toString(),
                        configuration.region(),
                        configuration.account().value(),
                        ProcessHandle.current().pid(),
                        configuration.address().isLoopbackAddress() ? "no" : "yes")
                .write(configuration.data());
        made.push(() -> RunningServer.remove(configuration.data()));
    }

    /** Refuses to serve other machines while an access key has a short secret, which others could guess. */
    private void refuseWeakKeys(AccountStore accounts) {
        if (configuration.address().isLoopbackAddress()) {
            return;
        }
        for (AccountId account : accounts.accounts()) {
            for (StoredKey key : accounts.keys(account)) {
                if (KeyMaker.isWeak(key)) {
                    throw new dev.hearth.cli.UsageException("The access key " + key.id() + " has a secret that others"
                            + " can guess, and other machines could connect: delete it with './hearth key delete "
                            + key.id() + "', or start without --address.");
                }
            }
        }
    }

    private HttpServer listen(HttpHandler handler) {
        try {
            return HttpServer.start(
                    new HttpServerConfig(configuration.address(), configuration.port()), time, DRAIN, handler);
        } catch (UncheckedIOException failed) {
            if (failed.getCause() instanceof BindException) {
                throw new dev.hearth.cli.UsageException(
                        "Port " + configuration.port() + " of "
                                + configuration.address().getHostAddress()
                                + " can't be listened on (" + failed.getCause().getMessage() + "): " + whatToName(),
                        failed);
            }
            throw failed;
        }
    }

    /** Listens on the driver's address too, for sandboxes whose network can't reach the server's main address. */
    private HttpServer listenForFunctions(HttpHandler handler, InetSocketAddress address) {
        HttpServerConfig here = new HttpServerConfig(address.getAddress(), address.getPort());
        return made.push(HttpServer.start(here, time, DRAIN, handler));
    }

    private void watch(SystemTimers timers, BooleanSupplier... lost) {
        new ListenerWatch(List.of(lost), timers, time, () -> {
                    failed = true;
                    LOG.error("a server has stopped to accept connections, so Hearth ends: there may be too few open"
                            + " files (ulimit -n), or too little memory");
                    Thread.ofVirtual().name("end").start(this::close);
                })
                .start();
    }

    /** Whether it has stopped because it could not go on. */
    boolean failed() {
        return failed;
    }

    private String whatToName() {
        InetAddress address = configuration.address();
        return address.isAnyLocalAddress() || isOurs(address)
                ? "name another with --port, or 0 for any free one."
                : "it is no address of this machine: name one that is with --address.";
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    /** Stores a value that can't change in a data folder, because the ARN of every function contains it. */
    private void keepFirst(Store store, String name, String value) {
        String first = store.secret(name, () -> value);
        if (!first.equals(value)) {
            throw new dev.hearth.cli.UsageException("The data in " + configuration.state() + " belongs to the " + name
                    + " " + first + ", not to " + value + ": start with --" + name + " " + first
                    + ", or over a folder of its own with --data.");
        }
    }

    private void createFirstAccount(AccountStore accounts) {
        accounts.createAccount(configuration.account());
        if (accounts.keys(configuration.account()).stream().noneMatch(StoredKey::isActiveRoot)) {
            KeyMaker.create(accounts, configuration.account(), ids);
        }
    }

    /** Waits for a time; false if the server does not run any more. */
    private boolean runsAfter(Duration wait) {
        try {
            return !stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS) && state.get() == State.RUNNING;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean health() {
        return state.get() == State.RUNNING;
    }

    /** The address of the server, once it has started. */
    URI endpoint() {
        return endpoints.api();
    }

    Configuration configuration() {
        return configuration;
    }

    /** The message for the operator who started the server. */
    List<String> greeting() {
        return new ArrayList<>(greeting);
    }

    /** Stops all parts, in the reverse order of the start. A second call waits until the first has finished. */
    @Override
    public void close() {
        if (state.compareAndSet(State.NEW, State.STOPPED)) {
            stopped.countDown();
        } else if (state.compareAndSet(State.RUNNING, State.STOPPING)) {
            made.close();
            state.set(State.STOPPED);
            stopped.countDown();
        } else {
            state.compareAndSet(State.STARTING, State.STOPPING);
            try {
                awaitStopped();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The server was closed while it started. */
    private static final class StoppedException extends RuntimeException {}

    /** Waits until all parts are closed. */
    void awaitStopped() throws InterruptedException {
        stopped.await();
    }
}
