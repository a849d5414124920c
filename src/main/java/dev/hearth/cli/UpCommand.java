package dev.hearth.cli;

import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.dataplane.async.RetryPolicy;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.ForwardTable;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth up}: starts the server. */
@Command(
        name = "up",
        description = "Starts Hearth: one process, control plane and data plane.",
        sortOptions = false,
        footer = {"", "Every option can also be a variable (HEARTH_PORT) or a line of the configuration file."})
final class UpCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 9380;
    /** The default least time of an update: long enough for a tool that polls, too short for a person to notice. */
    private static final Duration LEAST_UPDATE = Duration.ofMillis(100);

    /** So many take 16 GB, as they are counted; more than cold starts come at once. */
    private static final int MOST_STEM_CELLS = 128;

    private static final Pattern NETWORK =
            Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})/([0-9]{1,2})");
    private static final Pattern URL_DOMAIN = Pattern.compile(
            "(https?://)?([a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})*)(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

    private final Map<String, String> environment;
    private final ServerLauncher launcher;

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen (default 9380); 0: any free port.")
    @Nullable
    String port;

    @Option(names = "--address", paramLabel = "ADDRESS", description = "The address to listen on (default 127.0.0.1).")
    @Nullable
    String address;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Option(
            names = "--sandbox",
            paramLabel = "KIND",
            description = "How functions are kept apart: 'container' (default as root on Linux) or 'process'"
                    + " (no isolation, for development).")
    @Nullable
    String sandbox;

    @Option(
            names = "--oci-runtime",
            paramLabel = "RUNTIME",
            description =
                    "Make container sandboxes through an OCI runtime, 'crun' or 'runc' (default: Hearth makes them"
                            + " itself, where the kernel can).")
    @Nullable
    String ociRuntime;

    @Option(
            names = "--open-host",
            paramLabel = "PORT",
            arity = "1..*",
            split = ",",
            description = "Ports of this machine that functions may reach, at host.hearth.internal.")
    @Nullable
    List<String> openHost;

    @Option(
            names = "--open-network",
            paramLabel = "CIDR",
            arity = "1..*",
            split = ",",
            description = "Private networks that functions may reach, as 10.1.0.0/16.")
    @Nullable
    List<String> openNetwork;

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "The number of the first account (default 000000000000).")
    @Nullable
    String account;

    @Option(names = "--region", paramLabel = "REGION", description = "The region to be (default us-east-1).")
    @Nullable
    String region;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            description = "How long an idle sandbox stays at most, as 90s, 10m or 1h (default 10m).")
    @Nullable
    String keepAlive;

    @Option(
            names = "--least-update",
            paramLabel = "TIME",
            description = "How long an update is seen in progress at least, as 0s or 100ms (default 100ms).")
    @Nullable
    String leastUpdate;

    @Option(
            names = "--retry-delay",
            paramLabel = "TIME",
            description = "How long an asynchronous event waits after its function's first error, as 5s; after the"
                    + " second twice as long (default 1m).")
    @Nullable
    String retryDelay;

    @Mixin
    private final MemoryOptions memory = new MemoryOptions();

    @Option(
            names = "--stem-cells",
            paramLabel = "N|off",
            description = "How many interpreters may wait for functions at once, so that cold starts don't wait for"
                    + " theirs, up to " + MOST_STEM_CELLS + " (default: up to 8, by the memory).")
    @Nullable
    String stemCells;

    @Option(
            names = "--allow-ended-runtimes",
            paramLabel = "yes|no",
            arity = "0..1",
            fallbackValue = "yes",
            description = "Take functions for runtimes that Lambda has ended, if this machine can run them.")
    @Nullable
    String allowEndedRuntimes;

    @Mixin
    private final FunctionOptions functions = new FunctionOptions();

    @Mixin
    private final RegistryOptions registries = new RegistryOptions();

    @Option(
            names = "--url-domain",
            paramLabel = "DOMAIN",
            description = "The domain below which function URLs are (default localhost), or https://DOMAIN[:PORT] if a"
                    + " proxy in front speaks TLS.")
    @Nullable
    String urlDomain;

    @Mixin
    private final ForwardOptions forwarding = new ForwardOptions();

    @Mixin
    private final TokenServiceOptions tokenService = new TokenServiceOptions();

    @Mixin
    private final ObjectStoreOptions objectStore = new ObjectStoreOptions();

    UpCommand(Map<String, String> environment, ServerLauncher launcher) {
        this.environment = environment;
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException {
        return launcher.run(configuration());
    }

    Configuration configuration() {
        Settings settings = shared.settings(environment);
        Optional<SandboxKind> kind = value(settings, Setting.SANDBOX, sandbox, UpCommand::kind);
        Set<Integer> openHostPorts = ports(list(settings, Setting.OPEN_HOST, openHost));
        List<String> openNetworks = networks(list(settings, Setting.OPEN_NETWORK, openNetwork));
        Optional<String> runtime = value(settings, Setting.OCI_RUNTIME, ociRuntime, UpCommand::ociRuntime);
        if (kind.equals(Optional.of(SandboxKind.PROCESS))) {
            refuseWithProcess(runtime.isPresent(), Setting.OCI_RUNTIME);
            refuseWithProcess(!openHostPorts.isEmpty(), Setting.OPEN_HOST);
            refuseWithProcess(!openNetworks.isEmpty(), Setting.OPEN_NETWORK);
        }
        Path data = shared.dataFolder(settings, environment);
        String place =
                value(settings, Setting.REGION, region, UpCommand::region).orElse("us-east-1");
        ForwardTable forwards = forwarding.value(settings, place);
        InetAddress listening =
                value(settings, Setting.ADDRESS, address, UpCommand::address).orElse(InetAddress.getLoopbackAddress());
        return new Configuration(
                listening,
                value(settings, Setting.PORT, port, UpCommand::port).orElse(DEFAULT_PORT),
                data,
                data.equals(
                        SharedOptions.defaultData(environment).toAbsolutePath().normalize()),
                shared.database(settings),
                kind,
                runtime,
                openHostPorts,
                openNetworks,
                value(settings, Setting.ACCOUNT, account, UpCommand::account).orElse(new AccountId("000000000000")),
                place,
                value(settings, Setting.KEEP_ALIVE, keepAlive, UpCommand::duration)
                        .orElse(Duration.ofMinutes(10)),
                value(settings, Setting.LEAST_UPDATE, leastUpdate, UpCommand::duration)
                        .orElse(LEAST_UPDATE),
                memory.value(settings),
                value(settings, Setting.STEM_CELLS, stemCells, UpCommand::stemCells),
                value(settings, Setting.ALLOW_ENDED_RUNTIMES, allowEndedRuntimes, UpCommand::flag)
                        .orElse(false),
                value(settings, Setting.RETRY_DELAY, retryDelay, UpCommand::duration)
                        .orElse(RetryPolicy.DEFAULT.delay()),
                functions.value(settings, listening, tokenService.value(settings, place, forwards)),
                registries.registries(settings),
                value(settings, Setting.URL_DOMAIN, urlDomain, UpCommand::urlDomain),
                forwards,
                objectStore.value(settings, place, forwards),
                objectStore.packageBucket(settings),
                Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize());
    }

    private static void refuseWithProcess(boolean given, Setting setting) {
        if (given) {
            throw new UsageException("--" + setting.optionName() + " goes with --sandbox container only: with --sandbox"
                    + " process functions are plain processes that reach whatever this machine reaches.");
        }
    }

    static <T> Optional<T> value(
            Settings settings, Setting setting, @Nullable String option, Function<Value, T> parser) {
        Optional<Value> given =
                option == null ? settings.value(setting) : Optional.of(SharedOptions.given(setting, option));
        return given.map(parser);
    }

    static List<Value> list(Settings settings, Setting setting, @Nullable List<String> option) {
        if (option != null) {
            return option.stream()
                    .map(text -> SharedOptions.given(setting, text))
                    .toList();
        }
        List<Value> values = new ArrayList<>();
        settings.value(setting).ifPresent(value -> {
            for (String text : value.text().split("[,\\s]+", -1)) {
                values.add(new Value(text, value.source()));
            }
        });
        return values;
    }

    private static SandboxKind kind(Value value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "container" -> SandboxKind.CONTAINER;
            case "process" -> SandboxKind.PROCESS;
            default -> throw wrong(value, "'container' or 'process'");
        };
    }

    private static String ociRuntime(Value value) {
        return switch (value.text()) {
            case "crun", "runc" -> value.text();
            default -> throw wrong(value, "'crun' or 'runc'");
        };
    }

    private static int port(Value value) {
        return number(value, 0, 65_535, "a port from 1 to 65535, or 0 for any free one");
    }

    private static Set<Integer> ports(List<Value> values) {
        Set<Integer> ports = new TreeSet<>();
        values.forEach(value -> ports.add(number(value, 1, 65_535, "ports from 1 to 65535, as 5432 or 5432,9000")));
        return ports;
    }

    private static List<String> networks(List<Value> values) {
        List<String> networks = new ArrayList<>();
        for (Value value : values) {
            Matcher matcher = NETWORK.matcher(value.text());
            boolean right = matcher.matches() && Integer.parseInt(matcher.group(5)) <= 32;
            for (int i = 1; right && i <= 4; i++) {
                right = Integer.parseInt(matcher.group(i)) <= 255;
            }
            if (!right) {
                throw wrong(value, "networks as 10.1.0.0/16");
            }
            networks.add(value.text());
        }
        return networks;
    }

    private static int number(Value value, int least, int most, String expected) {
        try {
            int number = Integer.parseInt(value.text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(value, expected);
        }
        throw wrong(value, expected);
    }

    private static int stemCells(Value value) {
        return value.text().equalsIgnoreCase("off")
                ? 0
                : number(value, 0, MOST_STEM_CELLS, "a number up to " + MOST_STEM_CELLS + ", or 'off'");
    }

    private static InetAddress address(Value value) {
        try {
            return InetAddress.getByName(value.text());
        } catch (UnknownHostException unknown) {
            throw wrong(value, "an address of this machine");
        }
    }

    private static AccountId account(Value value) {
        try {
            return new AccountId(value.text());
        } catch (IllegalArgumentException notAnAccount) {
            throw wrong(value, "twelve digits");
        }
    }

    private static String region(Value value) {
        if (!REGION.matcher(value.text()).matches()) {
            throw wrong(value, "a region's name as eu-central-1");
        }
        return value.text();
    }

    static Duration duration(Value value) {
        return Durations.parse(value.text(), value.source());
    }

    private static boolean flag(Value value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw wrong(value, "'yes' or 'no'");
        };
    }

    private static URI urlDomain(Value value) {
        Matcher matcher = URL_DOMAIN.matcher(value.text());
        boolean right = matcher.matches() && (matcher.group(3) == null || Integer.parseInt(matcher.group(3)) <= 65_535);
        if (right) {
            String text = value.text().toLowerCase(Locale.ROOT);
            URI domain = URI.create(matcher.group(1) == null ? "http://" + text : text);
            if (domain.getHost() != null) {
                return domain;
            }
        }
        throw wrong(value, "a domain as example.com, or https://example.com[:PORT]");
    }

    static UsageException wrong(Value value, String expected) {
        return new UsageException(
                "'" + value.text() + "' is not a value for " + value.source() + ": expected " + expected + ".");
    }
}
