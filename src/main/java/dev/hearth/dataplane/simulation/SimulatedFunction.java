package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.simulation.load.Arrivals;
import dev.hearth.dataplane.simulation.load.FunctionProfile;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One function of a load, as the product knows it, and its own randomness. */
final class SimulatedFunction {
    private static final long ARRIVALS = 0;
    private static final long RUNS = 1;
    private static final double TIMEOUT_MARGIN = 1.5;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);

    /** How many of its calls are under way, as {@link Invariants} counts them. */
    int running;

    private final int number;
    private final SimulatedAccount account;
    private final FunctionProfile profile;
    private final Arrivals arrivals;
    private final SeededRandom random;
    private final List<Optional<String>> tenants;
    private FunctionVersion version;
    private final Claimant claimant;
    private int revisions;

    /**
     * A function with its first revision.
     *
     * @param tenants how many tenants it isolates from each other; 0: it does not
     */
    SimulatedFunction(int number, SimulatedAccount account, FunctionProfile profile, int tenants, SeededRandom random) {
        this.number = number;
        this.account = account;
        this.profile = profile;
        this.arrivals = profile.schedule().arrivals(random.stream(ARRIVALS));
        this.random = random.stream(RUNS);
        this.tenants = tenants == 0
                ? List.of(Optional.empty())
                : java.util.stream.IntStream.range(0, tenants)
                        .mapToObj(tenant -> Optional.of("tenant-" + tenant))
                        .toList();
        this.version = version(0);
        this.claimant = new Claimant(account.id, profile.identity().name(), version.version());
    }

    private FunctionVersion version(int revision) {
        String name = profile.identity().name();
        FunctionArn arn =
                new FunctionArn("us-east-1", account.id, name, Optional.empty()).qualified(FunctionArn.LATEST);
        String digest = String.format(Locale.ROOT, "%056x%08x", number, revision);
        Program program = new Program.Packaged(
                new RuntimeIdentifier(profile.identity().language().identifier()),
                "handler",
                new CodePackage(digest, DataSize.ofMebibytes(profile.footprint().codeMb())),
                List.of());
        FunctionConfiguration configuration = new FunctionConfiguration(
                program,
                "arn:aws:iam::" + account.id + ":role/simulated",
                "",
                Map.of(),
                DataSize.ofMebibytes(profile.footprint().limitMb()),
                DataSize.ofMebibytes(512),
                timeout(),
                List.of("x86_64"),
                Logging.text("/aws/lambda/" + name),
                isolatesTenants() ? Map.of(FunctionConfiguration.TENANCY, "{}") : Map.of());
        return new FunctionVersion(arn, "revision-" + revision, configuration);
    }

    private boolean isolatesTenants() {
        return tenants.getFirst().isPresent();
    }

    private Duration timeout() {
        double longest = profile.runMillis().at(1) * TIMEOUT_MARGIN;
        Duration wanted = Duration.ofSeconds((long) StrictMath.ceil(longest / 1_000));
        return wanted.compareTo(SHORTEST_TIMEOUT) < 0
                ? SHORTEST_TIMEOUT
                : wanted.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : wanted;
    }

    /**
     * Its code or configuration is updated: calls run another revision from now on.
     *
     * @return what the sandboxes of the last one serve
     */
    List<SandboxKey> update() {
        List<SandboxKey> last = keys();
        revisions++;
        version = version(revisions);
        return last;
    }

    /** What its sandboxes serve, for every tenant. */
    List<SandboxKey> keys() {
        return tenants.stream().map(version::sandboxKey).toList();
    }

    int number() {
        return number;
    }

    SimulatedAccount account() {
        return account;
    }

    FunctionProfile profile() {
        return profile;
    }

    FunctionVersion version() {
        return version;
    }

    Claimant claimant() {
        return claimant;
    }

    /** When it is called next, in nanoseconds since the beginning; {@link Arrivals#END} if it is not any more. */
    long nextArrival() {
        return arrivals.next();
    }

    /** For whom the next call is. */
    Optional<String> drawTenant() {
        return tenants.size() == 1 ? tenants.getFirst() : tenants.get(random.below(tenants.size()));
    }

    /** How long the next invocation runs. */
    long drawRunNanos() {
        return (long) (profile.runMillis().draw(random) * 1_000_000);
    }

    /** How long the next init takes. */
    long drawInitNanos() {
        return (long) (profile.initMillis().draw(random) * 1_000_000);
    }
}
