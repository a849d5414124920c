package dev.hearth.app;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.MachineSdks;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.dataplane.worker.CodeSources;
import dev.hearth.dataplane.worker.LocalWorker;
import dev.hearth.dataplane.worker.SandboxParts;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerConfiguration;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.Membership;
import dev.hearth.model.FunctionVersion;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The Worker of this process, and what it is made of. */
final class LocalMachine implements Machines {
    private final CloseStack made = new CloseStack();
    private final Drivers.Choice driver;
    private final RuntimeApi runtimeApi;
    private final LocalWorker worker;

    /**
     * What a Worker gets from outside of its machine.
     *
     * @param code where functions' code comes from
     * @param access how functions reach AWS's services, from sandboxes of a driver of this process, if it has any
     * @param answers where large answers get their places
     */
    record Supplies(
            CodeSources code,
            LogSink logs,
            Function<Optional<SandboxDriver>, AwsAccess> access,
            PayloadMemory answers) {}

    /** @param driver it stays its maker's */
    LocalMachine(
            Drivers.Choice driver,
            RuntimeCatalog catalog,
            MachineSdks sdks,
            WorkerConfiguration configuration,
            Supplies supplies,
            Time time,
            Ids ids) {
        this.driver = driver;
        runtimeApi = made.push(Parts.runtimeApi(driver.driver(), supplies.answers(), time, ids));
        SandboxParts parts = new SandboxParts(
                driver.driver(), runtimeApi, catalog, sdks, supplies.access().apply(Optional.of(driver.driver())));
        worker = made.push(Parts.worker(configuration, parts, supplies.code(), supplies.logs(), time, ids));
    }

    LocalWorker worker() {
        return worker;
    }

    @Override
    public Workers workers() {
        return Workers.of(own());
    }

    @Override
    public List<Worker> own() {
        return List.of(worker);
    }

    @Override
    public void prepare(FunctionVersion function) {
        worker.prepare(function);
    }

    @Override
    public boolean runsImages() {
        return driver.driver().capabilities().images();
    }

    @Override
    public Optional<InetSocketAddress> servicesForFunctions() {
        return Drivers.servicesAddress(driver.driver());
    }

    @Override
    public void open(Membership membership) {
        // its Worker has been there from the start
    }

    @Override
    public boolean lost() {
        return runtimeApi.lost();
    }

    @Override
    public List<String> greeting() {
        return Greeting.sandboxes(driver);
    }

    @Override
    public void close() {
        made.close();
    }
}
