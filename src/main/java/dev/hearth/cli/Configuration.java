package dev.hearth.cli;

import dev.hearth.base.image.RegistrySettings;
import dev.hearth.base.store.PostgresAddress;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of the server: from options, else environment variables, else the configuration file, else
 * defaults.
 *
 * @param address where the endpoint listens
 * @param port 0: any free one
 * @param data the folder that holds all state, or what belongs to this machine of it
 * @param dataIsUsual whether that is the default folder of all commands
 * @param database the database that holds functions, accounts and events, for several servers; empty: a file in the
 *     data folder
 * @param sandbox empty: the driver with the best isolation that this machine supports
 * @param ociRuntime the OCI runtime that makes container sandboxes, instead of the built-in launcher
 * @param openHostPorts ports of this machine that functions reach as {@code host.hearth.internal}
 * @param openNetworks private networks that functions may reach besides the public internet, as {@code a.b.c.d/n}
 * @param keepAlive how long an idle sandbox stays at most
 * @param leastUpdate how long an update of a function is seen in progress at least
 * @param memory what sandboxes get of the machine's memory
 * @param stemCells how many interpreters may wait for functions at once; empty: some, by the memory
 * @param allowEndedRuntimes whether functions may use runtimes that Lambda has ended, if this machine can run them
 * @param retryDelay how long an event waits after its function's first error
 * @param functions settings of the functions' environment
 * @param registries where container images come from
 * @param urlDomain scheme, domain and perhaps port of the URLs of functions; empty: {@code localhost}
 * @param forwards the services that other servers serve
 * @param objectStore the store of code packages that requests name by bucket and key; empty: the built-in buckets
 * @param packageBucket the bucket of that store in which code packages are kept; empty: the data folder
 * @param workersAt where Workers of other processes join; then no function runs in this process
 * @param home where Hearth is installed
 */
public record Configuration(
        InetAddress address,
        int port,
        Path data,
        boolean dataIsUsual,
        Optional<PostgresAddress> database,
        Optional<SandboxKind> sandbox,
        Optional<String> ociRuntime,
        Set<Integer> openHostPorts,
        List<String> openNetworks,
        AccountId account,
        String region,
        Duration keepAlive,
        Duration leastUpdate,
        MemorySettings memory,
        Optional<Integer> stemCells,
        boolean allowEndedRuntimes,
        Duration retryDelay,
        FunctionSettings functions,
        RegistrySettings registries,
        Optional<URI> urlDomain,
        ForwardTable forwards,
        Optional<Upstream> objectStore,
        Optional<String> packageBucket,
        Optional<InetSocketAddress> workersAt,
        Path home)
        implements MachineSettings {
    public Configuration {
        openHostPorts = Set.copyOf(openHostPorts);
        openNetworks = List.copyOf(openNetworks);
    }

    /** The place of functions, accounts and events, for messages. */
    public String state() {
        return database.map(PostgresAddress::toString).orElseGet(data::toString);
    }

    @Override
    public SdkSettings sdk() {
        return functions.sdk();
    }

    /** The values of {@code --sandbox}. */
    public enum SandboxKind {
        CONTAINER,
        PROCESS
    }
}
