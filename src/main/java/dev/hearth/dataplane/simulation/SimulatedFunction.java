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

/** One function of a load: its versions as the product knows them, and its own random numbers. */
final class SimulatedFunction {
    private static final long ARRIVALS = 0;
    private static final long RUNS = 1;
    private static final double TIMEOUT_MARGIN = 1.5;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);

    /** The number of its running calls, as {@link Invariants} counts them. */
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
     * @param tenants the number of tenants that it isolates from each other; 0: it isolates none
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
     * Updates its code or configuration: from now on calls run a new revision.
     *
     * @return the keys of the sandboxes of the last revision
     */
    List<SandboxKey> update() {
        List<SandboxKey> last = keys();
        revisions++;
        version = version(revisions);
        return last;
    }

    /** The keys of its sandboxes, one for each tenant. */
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

    /** The time of its next call, in nanoseconds since the beginning; {@link Arrivals#END} if there is none. */
    long nextArrival() {
        return arrivals.next();
    }

    /** Draws the tenant of the next call. */
    Optional<String> drawTenant() {
        return tenants.size() == 1 ? tenants.getFirst() : tenants.get(random.below(tenants.size()));
    }

    /** Draws the duration of the next invocation. */
    long drawRunNanos() {
        return (long) (profile.runMillis().draw(random) * 1_000_000);
    }

    /** Draws the duration of the next init phase. */
    long drawInitNanos() {
        return (long) (profile.initMillis().draw(random) * 1_000_000);
    }
}
