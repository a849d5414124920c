package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for another S3-compatible store of code packages. */
final class ObjectStoreOptions {
    private static final ServiceSettings SETTINGS = new ServiceSettings(
            Setting.S3_ENDPOINT,
            Setting.S3_REGION,
            Setting.S3_ACCESS_KEY_ID,
            Setting.S3_SECRET_ACCESS_KEY,
            List.of(Setting.S3_PACKAGE_BUCKET));

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

    @Option(
            names = "--s3-package-bucket",
            paramLabel = "BUCKET",
            description =
                    "A bucket of that store in which the code packages of functions and layers are kept, for several"
                            + " servers over one database (default: the data folder).")
    @Nullable
    String packageBucket;

    /** The bucket for code packages, if one is given. */
    Optional<String> packageBucket(Settings settings) {
        return UpCommand.value(settings, Setting.S3_PACKAGE_BUCKET, packageBucket, Value::text);
    }

    /**
     * The store, if one is given.
     *
     * @param forwards may have a server for S3, which is the store unless the options name one
     */
    Optional<Upstream> value(Settings settings, String ownRegion, ForwardTable forwards) {
        ServiceSettings.Options given = new ServiceSettings.Options(endpoint, region, accessKeyId, secretAccessKey);
        boolean alone =
                packageBucket(settings).isPresent() && forwards.find("s3", true).isEmpty();
        return SETTINGS.read(settings, given, alone, ownRegion).or(() -> forwards.find("s3", true));
    }
}
