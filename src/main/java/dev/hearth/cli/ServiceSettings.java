package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.forward.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings that tell where another service is and which key it takes.
 *
 * @param others further settings that have no meaning without the endpoint
 */
record ServiceSettings(
        Setting endpoint, Setting region, Setting accessKeyId, Setting secretAccessKey, List<Setting> others) {
    /** What was given for them as options; null: not as an option. */
    record Options(
            @Nullable String endpoint,
            @Nullable String region,
            @Nullable String accessKeyId,
            @Nullable String secretAccessKey) {}

    /**
     * The service, if its endpoint is given.
     *
     * @param otherGiven whether one of the other settings is given
     * @throws UsageException if something is given without the endpoint, or the endpoint without a key
     */
    Optional<Upstream> read(Settings settings, Options options, boolean otherGiven, String ownRegion) {
        Optional<URI> uri = UpCommand.value(settings, endpoint, options.endpoint, ServiceSettings::uri);
        Optional<String> place = UpCommand.value(settings, region, options.region, Value::text);
        Optional<String> id = UpCommand.value(settings, accessKeyId, options.accessKeyId, Value::text);
        Optional<String> secret = UpCommand.value(settings, secretAccessKey, options.secretAccessKey, Value::text);
        if (uri.isEmpty()) {
            if (otherGiven || place.isPresent() || id.isPresent() || secret.isPresent()) {
                throw new UsageException(dependents() + " go with " + option(endpoint) + ", which is missing.");
            }
            return Optional.empty();
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw new UsageException(option(endpoint) + " needs a key: " + option(accessKeyId) + " and "
                    + option(secretAccessKey) + ", or the variables " + accessKeyId.variable() + " and "
                    + secretAccessKey.variable() + ".");
        }
        Upstream.Key key = new Upstream.Key(id.get(), secret.get(), "");
        return Optional.of(new Upstream(uri.get(), place.orElse(ownRegion), Optional.of(key)));
    }

    private String dependents() {
        String all = Stream.concat(Stream.of(region, accessKeyId, secretAccessKey), others.stream())
                .map(ServiceSettings::option)
                .collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return all.substring(0, last) + " and " + all.substring(last + 2);
    }

    private static String option(Setting setting) {
        return "--" + setting.optionName();
    }

    static URI uri(Value value) {
        try {
            URI uri = new URI(value.text());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            throw wrong(value);
        }
        throw wrong(value);
    }

    private static UsageException wrong(Value value) {
        return UpCommand.wrong(value, "an address as https://minio.example.com:9000");
    }
}
