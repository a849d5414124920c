package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.dataplane.async.RetryPolicy;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.forward.ForwardTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    @Mixin
    private final SandboxOptions sandboxes = new SandboxOptions();

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

    @Option(
            names = "--workers-at",
            paramLabel = "ADDRESS:PORT",
            description = "Run functions on the Workers that join here ('./hearth serve --role worker'), and none in"
                    + " this process.")
    @Nullable
    String workersAt;

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
        SandboxOptions.Sandboxes machine = sandboxes.value(settings);
        MemorySettings sandboxMemory = memory.value(settings);
        Optional<InetSocketAddress> workers = value(settings, Setting.WORKERS_AT, workersAt, UpCommand::place);
        if (workers.isPresent()) {
            refuseWithWorkers(machine, sandboxMemory);
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
                machine.kind(),
                machine.ociRuntime(),
                machine.openHostPorts(),
                machine.openNetworks(),
                value(settings, Setting.ACCOUNT, account, UpCommand::account).orElse(new AccountId("000000000000")),
                place,
                value(settings, Setting.KEEP_ALIVE, keepAlive, UpCommand::duration)
                        .orElse(Duration.ofMinutes(10)),
                value(settings, Setting.LEAST_UPDATE, leastUpdate, UpCommand::duration)
                        .orElse(LEAST_UPDATE),
                sandboxMemory,
                machine.stemCells(),
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
                workers,
                home());
    }

    static Path home() {
        return Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize();
    }

    private static void refuseWithWorkers(SandboxOptions.Sandboxes machine, MemorySettings memory) {
        refuseWithWorkers(machine.kind().isPresent(), Setting.SANDBOX);
        refuseWithWorkers(machine.ociRuntime().isPresent(), Setting.OCI_RUNTIME);
        refuseWithWorkers(!machine.openHostPorts().isEmpty(), Setting.OPEN_HOST);
        refuseWithWorkers(!machine.openNetworks().isEmpty(), Setting.OPEN_NETWORK);
        refuseWithWorkers(machine.stemCells().isPresent(), Setting.STEM_CELLS);
        refuseWithWorkers(memory.sandboxes().isPresent(), Setting.SANDBOX_MEMORY);
    }

    private static void refuseWithWorkers(boolean given, Setting setting) {
        if (given) {
            throw new UsageException("--" + setting.optionName() + " does not go with --workers-at, because functions"
                    + " run on the Workers that join: give it to './hearth serve --role worker' there.");
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

    static int port(Value value) {
        return number(value, 0, 65_535, "a port from 1 to 65535, or 0 for any free one");
    }

    static int number(Value value, int least, int most, String expected) {
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

    static InetAddress address(Value value) {
        try {
            return InetAddress.getByName(value.text());
        } catch (UnknownHostException unknown) {
            throw wrong(value, "an address of this machine");
        }
    }

    /** An address with a port. */
    static InetSocketAddress place(Value value) {
        String text = value.text();
        int colon = text.lastIndexOf(':');
        String expected = "ADDRESS:PORT, as 10.1.2.3:9381";
        if (colon <= 0) {
            throw wrong(value, expected);
        }
        InetAddress named = address(new Value(text.substring(0, colon), value.source()));
        return new InetSocketAddress(
                named, number(new Value(text.substring(colon + 1), value.source()), 1, 65_535, expected));
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
