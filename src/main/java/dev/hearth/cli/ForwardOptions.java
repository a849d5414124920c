package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for services that other servers serve. */
final class ForwardOptions {
    /** Stands for all services that Hearth does not have. */
    private static final String OTHERS = "*";

    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}|\\*");

    private static final String EXPECTED = "SERVICE=URL, as sqs=http://127.0.0.1:9324 or '*'=http://127.0.0.1:5000";

    @Option(
            names = "--forward",
            paramLabel = "SERVICE=URL",
            arity = "1..*",
            split = ",",
            description = "Another server that requests of a service (its signing name, as dynamodb) pass on to;"
                    + " '*': all services that Hearth does not have.")
    @Nullable
    List<String> forward;

    @Option(
            names = "--forward-credentials",
            paramLabel = "FILE",
            description = "Keys that sign the requests which pass on, in the form of AWS's credentials file, with a"
                    + " section for each service of --forward (default: they pass on as they came).")
    @Nullable
    String credentials;

    ForwardTable value(Settings settings, String ownRegion) {
        Map<String, URI> endpoints = new HashMap<>();
        UpCommand.list(settings, Setting.FORWARD, forward).forEach(value -> put(endpoints, value));
        Map<String, ForwardCredentials> keys = UpCommand.value(
                        settings, Setting.FORWARD_CREDENTIALS, credentials, value -> Path.of(value.text()))
                .map(ForwardCredentials::read)
                .orElse(Map.of());
        Set<String> unused = new TreeSet<>(keys.keySet());
        unused.removeAll(endpoints.keySet());
        if (!unused.isEmpty()) {
            throw new UsageException("The file of --forward-credentials has sections for services that --forward does"
                    + " not name: " + String.join(", ", unused) + ".");
        }
        Map<String, Upstream> upstreams = new HashMap<>();
        endpoints.forEach((service, endpoint) -> {
            Optional<ForwardCredentials> found = Optional.ofNullable(keys.get(service));
            upstreams.put(
                    service,
                    new Upstream(
                            endpoint,
                            found.flatMap(ForwardCredentials::region).orElse(ownRegion),
                            found.map(ForwardCredentials::key)));
        });
        Optional<Upstream> others = Optional.ofNullable(upstreams.remove(OTHERS));
        return new ForwardTable(upstreams, others);
    }

    private static void put(Map<String, URI> endpoints, Value value) {
        int equals = value.text().indexOf('=');
        String service = equals < 0 ? "" : value.text().substring(0, equals);
        if (!SERVICE.matcher(service).matches()) {
            throw UpCommand.wrong(value, EXPECTED);
        }
        if (service.equals("lambda")) {
            throw new UsageException("'lambda' can't be forwarded: functions run here.");
        }
        URI endpoint = ServiceSettings.uri(new Value(value.text().substring(equals + 1), value.source()));
        if (endpoints.put(service, endpoint) != null) {
            throw new UsageException("--forward names two servers for '" + service + "': one of them has to go.");
        }
    }
}
