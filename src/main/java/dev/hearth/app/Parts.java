package dev.hearth.app;

import dev.hearth.api.ApiHandler;
import dev.hearth.api.ForwardedObjects;
import dev.hearth.api.Guard;
import dev.hearth.api.OperatorEndpoint;
import dev.hearth.api.PackageDownloads;
import dev.hearth.api.QueryService;
import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.FolderArtifactStore;
import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.auth.SignatureV4;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.metrics.Metrics;
import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.PostgresStore;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreException;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.FunctionSettings.TokenService;
import dev.hearth.cli.MachineSettings;
import dev.hearth.cli.UsageException;
import dev.hearth.controlplane.ControlPlane;
import dev.hearth.controlplane.code.CodeStores;
import dev.hearth.dataplane.async.ConfiguredPolicies;
import dev.hearth.dataplane.async.ConfiguredTargets;
import dev.hearth.dataplane.async.EventDispatcher;
import dev.hearth.dataplane.async.EventQueue;
import dev.hearth.dataplane.async.FunctionDestinations;
import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.frontend.AcceptedEvents;
import dev.hearth.dataplane.frontend.CallMetrics;
import dev.hearth.dataplane.frontend.CallRunner;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.LocalFrontend;
import dev.hearth.dataplane.frontend.TimedCalls;
import dev.hearth.dataplane.functionurl.FunctionUrlHandler;
import dev.hearth.dataplane.functionurl.PublishedUrls;
import dev.hearth.dataplane.placement.ScoringPlacement;
import dev.hearth.dataplane.pollers.QueueAccess;
import dev.hearth.dataplane.runtimeapi.HttpRuntimeApi;
import dev.hearth.dataplane.runtimeapi.RuntimeApi;
import dev.hearth.dataplane.runtimes.MachineRuntimes;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.MachineSdks;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.worker.CodeSources;
import dev.hearth.dataplane.worker.LocalWorker;
import dev.hearth.dataplane.worker.SandboxParts;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerConfiguration;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.DirectWorkerManager;
import dev.hearth.dataplane.workermanager.ManagerMachine;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.dataplane.workermanager.WorkerManagerConfiguration;
import dev.hearth.dataplane.workermanager.WorkerManagerConfiguration.Floor;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlive;
import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.WorkerId;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.neighbours.forward.Upstream;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.logs.FileLogStore;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.logs.api.LogsApi;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.client.BucketArtifactStore;
import dev.hearth.neighbours.s3.client.S3Client;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.neighbours.s3.server.Passage;
import dev.hearth.neighbours.s3.server.Permission;
import dev.hearth.neighbours.s3.server.S3Handler;
import dev.hearth.neighbours.sqs.QueueClient;
import dev.hearth.neighbours.sqs.SqsClient;
import dev.hearth.neighbours.sts.client.RoleSessions;
import dev.hearth.neighbours.sts.client.StsClient;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes each service from its configuration and its collaborators. */
final class Parts {
    private Parts() {}

    static Store store(DataFolder data, Optional<PostgresAddress> database) {
        try {
            return database.<Store>map(address -> PostgresStore.open(address, Time.SYSTEM, Ids.secure()))
                    .orElseGet(() -> SqliteStore.open(data.database()));
        } catch (StoreException e) {
            throw new UsageException("Hearth " + e.getMessage(), e);
        }
    }

    static LogStore logWriter(DataFolder data, Time time) {
        return new FileLogStore(data.logs(), time);
    }

    static LogStore logReader(DataFolder data) {
        return new FileLogStore(data.logs(), Time.SYSTEM);
    }

    static RuntimeCatalog catalog(Path home, DataFolder data) {
        return new MachineRuntimes(bootstraps(home), data.runtimes(), System.getenv());
    }

    /** The runtimes of this machine, for a list only: no files are prepared or written. */
    static RuntimeCatalog catalogToList(Path home, DataFolder data) {
        return MachineRuntimes.toList(bootstraps(home), data.runtimes(), System.getenv());
    }

    static SdkStore sdkStore(DataFolder data, Time time) {
        return new SdkStore(data.sdk(), time);
    }

    /** The AWS SDKs that functions find. */
    static MachineSdks sdks(MachineSettings settings, DataFolder data, RuntimeCatalog catalog, Time time)
            throws IOException {
        SdkStore store = sdkStore(data, time);
        return new MachineSdks(
                store,
                new SdkMaker(store, catalog, System.getenv(), time),
                settings.sdk(),
                time,
                Thread.ofVirtual().name("sdk").factory());
    }

    private static List<Path> bootstraps(Path home) {
        return List.of(home.resolve("target/runtimes"), home.resolve("runtimes"));
    }

    static ImageLibrary images(MachineSettings settings, DataFolder data, Time time) throws IOException {
        return new ImageLibrary(
                data.images(), settings.registries(), ImageRoot.MOUNT_FOLDERS, ImageRoot.MOUNT_FILES, time);
    }

    static RuntimeApi runtimeApi(SandboxDriver driver, PayloadMemory answers, Time time, Ids ids) {
        return driver.capabilities().ownAddress()
                ? HttpRuntimeApi.shared(driver.runtimeApiAddress(), Drivers.RUNTIME_API_PORT, answers, time, ids)
                : HttpRuntimeApi.withPortForEach(driver.runtimeApiAddress(), answers, time, ids);
    }

    /** Sessions of functions' roles from another Security Token Service. */
    static RoleSessions roleSessions(TokenService service, AccountStore accounts, AccountId account, Time time) {
        RequestSigner signer = service.server().signer("sts", account, () -> rootKey(accounts, account), time);
        return new RoleSessions(new StsClient(service.server().endpoint(), signer), service.session(), time);
    }

    /** The queues of another server. */
    static QueueClient queues(Upstream server, AccountStore accounts, AccountId account, Time time) {
        return new SqsClient(server, server.signer("sqs", account, () -> rootKey(accounts, account), time));
    }

    /** What functions' roles may do with queues. */
    static QueueAccess queueAccess(FunctionAccess access, String region) {
        FunctionNames names = new FunctionNames(region);
        return (mapping, action) -> access.mayUse(
                names.resolve(mapping.account(), mapping.function(), Optional.empty()),
                "sqs:" + action,
                mapping.queue(),
                mapping.owner());
    }

    /** A key of an account's root, which signs Hearth's own requests to a server without a key. */
    private static AccessKey rootKey(AccountStore accounts, AccountId account) {
        return accounts.keys(account).stream()
                .filter(StoredKey::isActiveRoot)
                .findFirst()
                .map(key -> new AccessKey(key.id(), key.secret(), account))
                .orElseThrow(() -> new UsageException(
                        "Account " + account + " has no active key that requests to other servers can be signed with:"
                                + " name one with --forward-credentials."));
    }

    /**
     * @param name of the Worker
     * @param zone the part of the fleet that fails together
     */
    static WorkerConfiguration workerConfiguration(
            String name, String zone, MachineSettings settings, MachineMemory memory, DataFolder data) {
        return WorkerConfiguration.of(
                new WorkerId(name),
                zone,
                memory.forSandboxes(),
                memory.overcommit(),
                data.code(),
                settings.stemCells());
    }

    static LocalWorker worker(
            WorkerConfiguration configuration,
            SandboxParts parts,
            CodeSources sources,
            LogSink logs,
            Time time,
            Ids ids) {
        return new LocalWorker(configuration, parts, sources, logs, time, ids);
    }

    /** What a sandbox counts as at least, so that no more are placed than the driver can have. */
    static Floor floor(SandboxDriver driver, MachineMemory memory) {
        return driver.capacity()
                .map(capacity -> new Floor(
                        new DataSize(memory.forSandboxes().bytes() / Math.max(1, capacity.sandboxes())),
                        capacity.reason()))
                .orElse(Floor.NONE);
    }

    static DirectWorkerManager workerManager(
            Configuration configuration, Floor floor, List<Worker> workers, Time time, Timers timers, Ids ids) {
        long epoch = time.now().toEpochMilli(); // later than the epochs of earlier processes
        ManagerMachine machine = new ManagerMachine(
                WorkerManagerConfiguration.of(
                        Runtime.getRuntime().availableProcessors(),
                        configuration.memory().overcommit(),
                        floor),
                new ScoringPlacement(),
                KeepAlive.COMBINED.policies(configuration.keepAlive()),
                ids,
                epoch);
        return new DirectWorkerManager(workers, machine, epoch, time, timers);
    }

    static Frontend frontend(
            Configuration configuration,
            Store store,
            Counter counter,
            WorkerManager manager,
            Workers workers,
            AcceptedEvents events,
            TimedCalls timed,
            Time time,
            Ids ids) {
        CallRunner calls = new CallRunner(counter, manager, workers);
        return new LocalFrontend(new FunctionNames(configuration.region()), store, calls, events, time, ids, timed);
    }

    static EventQueue events(Configuration configuration, Store store, Time time, Ids ids) {
        EventQueue events = new EventQueue(store, time, ids);
        if (configuration.database().isEmpty()) {
            events.takeOver(); // one server at a time has the folder: existing claims are an earlier process's
        }
        return events;
    }

    static EventDispatcher eventDispatcher(
            Configuration configuration,
            EventQueue events,
            Frontend frontend,
            Store store,
            FunctionAccess access,
            Time time,
            Timers timers,
            Ids ids) {
        return new EventDispatcher(
                events,
                frontend,
                new ConfiguredPolicies(store, configuration.retryDelay()),
                new FunctionDestinations(events, new ConfiguredTargets(store), access::mayInvoke, ids),
                time,
                timers);
    }

    /** Where code packages are kept: in a bucket, with the data folder for those that were used lately, or there. */
    static ArtifactStore artifacts(
            Configuration configuration, AccountStore accounts, DataFolder data, CloseStack made, Time time)
            throws IOException {
        FolderArtifactStore folder = new FolderArtifactStore(data.packages(), time);
        if (configuration.packageBucket().isEmpty()) {
            return folder;
        }
        Upstream store = configuration.objectStore().orElseThrow();
        Upstream.Key key = store.key().orElseGet(() -> {
            AccessKey own = rootKey(accounts, configuration.account());
            return new Upstream.Key(own.id(), own.secret(), "");
        });
        BucketArtifactStore.Place place = new BucketArtifactStore.Place(
                store.endpoint(),
                store.region(),
                key.id(),
                key.secret(),
                key.token(),
                configuration.packageBucket().get());
        return made.push(BucketArtifactStore.open(place, folder, time));
    }

    /** Where functions' code comes from and is kept. */
    static CodeStores codeStores(
            Configuration configuration,
            AccountStore accounts,
            ArtifactStore artifacts,
            BucketFolder folder,
            ImageLibrary images,
            Time time) {
        return new CodeStores(artifacts, packageSource(configuration, accounts, folder, time), images);
    }

    /** The store of the code packages that a request names by bucket and key. */
    private static ObjectSource packageSource(
            Configuration configuration, AccountStore accounts, BucketFolder folder, Time time) {
        AccountId account = configuration.account();
        return configuration
                .objectStore()
                .<ObjectSource>map(store -> new S3Client(
                        store.endpoint(), store.signer("s3", account, () -> rootKey(accounts, account), time)))
                .orElse(folder);
    }

    /** S3: the built-in buckets, or another server's. */
    static HttpHandler buckets(Access access, BucketFolder folder, Forwarder forwarder, String region, Ids ids) {
        Optional<Passage> passage =
                forwarder.table().find("s3", true).map(server -> new ForwardedObjects(forwarder, server));
        Permission permission = Guard.s3(access.authorization(), region);
        return new S3Handler(access.authenticator(), permission, folder, passage, region, ids);
    }

    /** What measures this process, for its operator. */
    record Operator(TimedCalls calls, HttpHandler endpoint) {}

    static Operator operator(DataFolder data, Time time, Ids ids) {
        Metrics metrics = new Metrics();
        TimedCalls calls = new TimedCalls(time, new CallMetrics(metrics)::add);
        return new Operator(calls, new OperatorEndpoint(data.operatorToken(ids), metrics, calls));
    }

    /** Authentication and authorization. */
    record Access(SignatureV4 authenticator, Authorization authorization, FunctionAccess functions) {}

    /** The services other than Lambda, and the other endpoints. */
    static ApiHandler.Services services(
            ControlPlane controlPlane,
            ArtifactStore artifacts,
            HttpHandler operator,
            LogStore logs,
            Map<String, QueryService> query,
            HttpHandler buckets,
            Forwarder forwarder,
            String region,
            BooleanSupplier serving) {
        return new ApiHandler.Services(
                serving,
                new PackageDownloads(controlPlane.codeLocations()::verify, artifacts),
                operator,
                new LogsApi(logs, region)::call,
                query,
                buckets,
                forwarder);
    }

    static ApiHandler api(
            Access access,
            BodyAdmission bodies,
            Frontend frontend,
            ControlPlane controlPlane,
            ApiHandler.Services services,
            String region,
            Ids ids) {
        return new ApiHandler(
                access.authenticator(),
                bodies,
                frontend,
                controlPlane.operations(),
                services,
                new Guard(access.authorization(), access.functions(), controlPlane::mappedFunction, region),
                ids);
    }

    /** Dispatches requests by host: requests to function URLs are served here, all others by the API. */
    static HttpHandler functionUrls(
            HttpHandler others,
            PublishedUrls urls,
            Access access,
            BodyAdmission bodies,
            Frontend frontend,
            Time time,
            Ids ids) {
        return new FunctionUrlHandler(others, urls, access.authenticator(), bodies, frontend, time, ids);
    }
}
