package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for another S3-compatible store of code packages. */
final class ObjectStoreOptions {
    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "An S3-compatible store that S3Bucket and S3Key of functions are in"
                    + " (default: the built-in buckets).")
    @Nullable
    String endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", description = "That store's region (default: this one's).")
    @Nullable
    String region;

    @Option(names = "--s3-access-key-id", paramLabel = "ID", description = "The key to that store.")
    @Nullable
    String accessKeyId;

    @Option(
            names = "--s3-secret-access-key",
            paramLabel = "SECRET",
            description = "The key's secret; better in HEARTH_S3_SECRET_ACCESS_KEY or the configuration file, where"
                    + " no other process sees it.")
    @Nullable
    String secretAccessKey;

    /**
     * The store, if one is given.
     *
     * @param forwards may have a server for S3, which is the store unless the options name one
     */
    Optional<Upstream> value(Settings settings, String ownRegion, ForwardTable forwards) {
        Optional<URI> uri = UpCommand.value(settings, Setting.S3_ENDPOINT, endpoint, ObjectStoreOptions::uri);
        Optional<String> place = text(settings, Setting.S3_REGION, region);
        Optional<String> id = text(settings, Setting.S3_ACCESS_KEY_ID, accessKeyId);
        Optional<String> secret = text(settings, Setting.S3_SECRET_ACCESS_KEY, secretAccessKey);
        if (uri.isEmpty()) {
            if (place.isPresent() || id.isPresent() || secret.isPresent()) {
                throw new UsageException("--s3-region, --s3-access-key-id and --s3-secret-access-key go with"
                        + " --s3-endpoint, which is missing.");
            }
            return forwards.find("s3", true);
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw new UsageException("--s3-endpoint needs a key: --s3-access-key-id and --s3-secret-access-key, or the"
                    + " variables HEARTH_S3_ACCESS_KEY_ID and HEARTH_S3_SECRET_ACCESS_KEY.");
        }
        return Optional.of(new Upstream(
                uri.get(), place.orElse(ownRegion), Optional.of(new Upstream.Key(id.get(), secret.get(), ""))));
    }

    private static Optional<String> text(Settings settings, Setting setting, @Nullable String option) {
        return UpCommand.value(settings, setting, option, Value::text);
    }

    static URI uri(Value value) {
        try {
            URI uri = new URI(value.text());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            throw UpCommand.wrong(value, "an address as https://minio.example.com:9000");
        }
        throw UpCommand.wrong(value, "an address as https://minio.example.com:9000");
    }
}
