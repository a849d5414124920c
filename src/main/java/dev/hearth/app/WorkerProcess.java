package dev.hearth.app;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.cli.WorkerSettings;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.MachineSdks;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.wire.Joining;
import dev.hearth.dataplane.wire.RemoteAwsAccess;
import dev.hearth.dataplane.wire.RemoteLogs;
import dev.hearth.dataplane.wire.RemotePackages;
import dev.hearth.dataplane.wire.Roles;
import dev.hearth.dataplane.wire.Surroundings;
import dev.hearth.dataplane.wire.WorkerHandlers;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.dataplane.worker.CodeSources;
import dev.hearth.dataplane.worker.LocalWorker;
import dev.hearth.dataplane.worker.WorkerConfiguration;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Worker in a process of its own, which joins a server in another one.
 *
 * <pre>
 * from      event          to
 * NEW       start          RUNNING   it joins, now or when the server is there
 * NEW       a part fails   STOPPED   the parts that were made are closed
 * NEW       close          DRAINING  as soon as all parts are made
 * RUNNING   close          DRAINING  it gets no new sandboxes; its invocations may finish
 * DRAINING  nothing runs,  STOPPED   it leaves, and all parts are closed
 *           or {@link #DRAIN} is over
 * </pre>
 */
final class WorkerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    /** How long invocations may go on when the process is asked to stop; as long as in a server. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** How often a draining Worker looks whether anything still runs. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Earlier than the epoch of any Worker Manager, so that asking does not take a Worker over. */
    private static final long NO_EPOCH = Long.MIN_VALUE;

    private final WorkerSettings settings;
    private final Consumer<String> progress;
    private final Time time = Time.SYSTEM;
    private final Ids ids = Ids.secure();
    private final CloseStack made = new CloseStack();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Surroundings surroundings = Surroundings.UNKNOWN;
    private volatile boolean failed;

    WorkerProcess(WorkerSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Starts all parts. When this returns the Worker serves, and joins in the background. */
    void start() throws IOException {
        try {
            startAll();
        } catch (IOException | RuntimeException | Error failed) {
            made.close();
            throw failed;
        } finally {
            started.countDown();
        }
    }

    private void startAll() throws IOException {
        DataFolder data = DataFolder.at(settings.data());
        made.push(data.claim());
        MachineMemory memory = MachineMemory.of(settings);
        memory.warning().ifPresent(progress);
        Drivers.Choice driver = Drivers.choose(settings, memory, data, ids, progress);
        made.push(driver.driver());
        RuntimeCatalog catalog = Parts.catalog(settings.home(), data);
        String name = settings.invitation().worker();
        RpcChannel channel = made.push(RpcChannel.to(
                settings.manager(),
                Peer.name(Roles.MANAGER),
                settings.invitation().credentials()));
        RemoteLogs logs = made.push(RemoteLogs.to(channel));
        ImageLibrary images = made.push(Parts.images(settings, data, time));
        MachineSdks sdks = made.push(Parts.sdks(settings, data, catalog, time));
        WorkerConfiguration configuration = Parts.workerConfiguration(name, settings.zone(), settings, memory, data);
        LocalMachine machine = made.push(new LocalMachine(
                driver,
                catalog,
                sdks,
                configuration,
                new LocalMachine.Supplies(
                        new CodeSources(new RemotePackages(channel), images),
                        logs,
                        _ -> access(channel, driver.driver()),
                        PayloadMemory.ofHeap(Runtime.getRuntime().maxMemory())),
                time,
                ids));
        SystemTimers timers = made.push(new SystemTimers("timers", time));
        Optional<FunctionRelay> relay = Drivers.servicesAddress(driver.driver())
                .map(address -> made.push(FunctionRelay.start(address, this::server)));
        watch(timers, machine, relay);
        WorkerHandlers handlers =
                new WorkerHandlers(machine.worker(), Runtime.getRuntime().maxMemory(), time);
        RpcServer server = made.push(
                RpcServer.start(listening(), settings.invitation().credentials(), handlers.addTo(new Handlers())));
        Joining joining = made.push(Joining.begin(channel, name, server.address(), news -> surroundings = news));
        made.push(() -> drain(machine.worker(), joining));
    }

    private InetSocketAddress listening() throws IOException {
        Optional<InetAddress> named = settings.address();
        return new InetSocketAddress(named.isPresent() ? named.get() : ownAddress(), settings.port());
    }

    /** The address by which this machine reaches the server. Nothing is sent. */
    private InetAddress ownAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(settings.manager());
            return socket.getLocalAddress();
        }
    }

    private AwsAccess access(RpcChannel channel, SandboxDriver driver) {
        return new RemoteAwsAccess(channel, () -> endpoint(driver), () -> surroundings.variables());
    }

    /** Where functions reach AWS's services. */
    private Optional<URI> endpoint(SandboxDriver driver) {
        Surroundings known = surroundings;
        return known.endpoint()
                .or(() -> server().map(server ->
                        ServedEndpoints.uri(Drivers.servicesAddress(driver).orElse(server))));
    }

    /** Where the server serves AWS's services to functions: on the machine of the manager. */
    private Optional<InetSocketAddress> server() {
        Surroundings known = surroundings;
        return known.servicesPort().isPresent()
                ? Optional.of(new InetSocketAddress(
                        settings.manager().getAddress(), known.servicesPort().getAsInt()))
                : Optional.empty();
    }

    private void watch(SystemTimers timers, LocalMachine machine, Optional<FunctionRelay> relay) {
        new ListenerWatch(
                        List.of(
                                machine::lost,
                                () -> relay.isPresent() && relay.get().lost()),
                        timers,
                        time,
                        () -> {
                            failed = true;
                            LOG.error("a server has stopped to accept connections, so the Worker ends");
                            Thread.ofVirtual().name("end").start(this::close);
                        })
                .start();
    }

    /** Has the manager take its sandboxes back, and waits for that, or at least for what runs in them. */
    private void drain(LocalWorker worker, Joining joining) throws InterruptedException {
        joining.drain();
        long end = time.nanos() + DRAIN.toNanos();
        while (time.nanos() - end < 0 && isInUse(worker, joining)) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private static boolean isInUse(LocalWorker worker, Joining joining) {
        if (joining.isJoined()) {
            return worker.view().sandboxes() > 0;
        }
        return worker.report(NO_EPOCH).sandboxes().stream()
                .anyMatch(sandbox -> sandbox.state() == WorkerReport.State.BUSY);
    }

    /** The message for the operator who started it. */
    List<String> greeting() {
        InetSocketAddress manager = settings.manager();
        return List.of("Worker " + settings.invitation().worker() + " of zone " + settings.zone()
                + " is ready, and joins the server at "
                + manager.getAddress().getHostAddress() + ":" + manager.getPort());
    }

    /** Whether it has stopped because it could not go on. */
    boolean failed() {
        return failed;
    }

    void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /** Drains, leaves and stops all parts. A second call waits until the first has finished. */
    @Override
    public void close() {
        try {
            if (closing.compareAndSet(false, true)) {
                started.await();
                made.close();
                stopped.countDown();
            } else {
                awaitStopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
