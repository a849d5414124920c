package dev.hearth.cli;

import dev.hearth.cli.FunctionSettings.TokenService;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for another Security Token Service, which functions' credentials then come from. */
final class TokenServiceOptions {
    private static final ServiceSettings SETTINGS = new ServiceSettings(
            Setting.STS_ENDPOINT,
            Setting.STS_REGION,
            Setting.STS_ACCESS_KEY_ID,
            Setting.STS_SECRET_ACCESS_KEY,
            List.of(Setting.STS_SESSION));

    /** The duration that AWS allows for sessions of every role. */
    private static final Duration USUAL_SESSION = Duration.ofHours(1);

    /** AWS's bounds. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    private static final Duration LONGEST_SESSION = Duration.ofHours(12);

    @Option(
            names = "--sts-endpoint",
            paramLabel = "URL",
            description = "The Security Token Service that sessions of functions' roles come from (default: Hearth's"
                    + " own). Functions then get no AWS_ENDPOINT_URL, unless --function-endpoint says one.")
    @Nullable
    String endpoint;

    @Option(names = "--sts-region", paramLabel = "REGION", description = "That service's region (default: this one's).")
    @Nullable
    String region;

    @Option(
            names = "--sts-access-key-id",
            paramLabel = "ID",
            description = "A key that may assume the functions' roles there.")
    @Nullable
    String accessKeyId;

    @Option(
            names = "--sts-secret-access-key",
            paramLabel = "SECRET",
            description = "The key's secret; better in HEARTH_STS_SECRET_ACCESS_KEY or the configuration file, where"
                    + " no other process sees it.")
    @Nullable
    String secretAccessKey;

    @Option(
            names = "--sts-session",
            paramLabel = "TIME",
            description = "How long sessions last, 15m to 12h; the roles must allow it (default: 1h).")
    @Nullable
    String session;

    /**
     * The service, if one is given.
     *
     * @param forwards may have a server for STS, which is the service unless the options name one
     */
    Optional<TokenService> value(Settings settings, String ownRegion, ForwardTable forwards) {
        Optional<Duration> life = UpCommand.value(settings, Setting.STS_SESSION, session, TokenServiceOptions::life);
        ServiceSettings.Options given = new ServiceSettings.Options(endpoint, region, accessKeyId, secretAccessKey);
        Optional<Upstream> forwarded = forwards.find("sts", true);
        return SETTINGS.read(settings, given, life.isPresent() && forwarded.isEmpty(), ownRegion)
                .or(() -> forwarded)
                .map(server -> new TokenService(server, life.orElse(USUAL_SESSION)));
    }

    private static Duration life(Value value) {
        Duration life = UpCommand.duration(value);
        if (life.compareTo(SHORTEST_SESSION) < 0 || life.compareTo(LONGEST_SESSION) > 0) {
            throw UpCommand.wrong(value, "a time from 15m to 12h");
        }
        return life;
    }
}
