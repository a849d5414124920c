package dev.hearth.dataplane.telemetry;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an extension wants to be told, how, and where.
 *
 * @param items how many events a batch has at most
 * @param bytes how large a batch is at most
 * @param timeout how long an event waits for others
 */
public record Subscription(
        Dialect dialect, Set<Category> types, int items, int bytes, Duration timeout, Destination destination) {
    /** Where batches go, within the sandbox. */
    sealed interface Destination {
        int port();
    }

    /** Each batch is the body of a request. */
    record Http(int port, String method, String path) implements Destination {}

    /** Each event is a line. */
    record Tcp(int port) implements Destination {}

    /** A request that can't be honoured; the message says why. */
    public static final class InvalidException extends Exception {
        InvalidException(String message) {
            super(message);
        }
    }

    /**
     * Reads a request.
     *
     * @param ofLogs whether it is one of the Logs API
     * @throws InvalidException with all that is wrong with it
     */
    public static Subscription parse(byte[] body, boolean ofLogs) throws InvalidException {
        JsonObject request;
        try {
            request = Json.parseObject(body);
        } catch (JsonException e) {
            throw new InvalidException("The request is no JSON object");
        }
        List<String> problems = new ArrayList<>();
        try {
            return read(request, ofLogs, problems);
        } catch (JsonException e) {
            throw new InvalidException(String.valueOf(e.getMessage()));
        }
    }

    private static Subscription read(JsonObject request, boolean ofLogs, List<String> problems)
            throws InvalidException {
        Optional<String> version = request.string("schemaVersion");
        Optional<Dialect> dialect = version.isEmpty() && ofLogs
                ? Optional.of(Dialect.LOGS_2020)
                : version.flatMap(named -> Dialect.of(named, ofLogs));
        if (dialect.isEmpty()) {
            problems.add("schemaVersion is not supported");
        }
        Set<Category> types = types(request, problems);
        JsonObject buffering = request.object("buffering").orElse(JsonObject.EMPTY);
        int items =
                bounded(buffering, "maxItems", Limits.DEFAULT_ITEMS, Limits.LEAST_ITEMS, Limits.MOST_ITEMS, problems);
        int bytes = bounded(buffering, "maxBytes", Limits.LEAST_BYTES, Limits.LEAST_BYTES, Limits.MOST_BYTES, problems);
        int millis = bounded(
                buffering, "timeoutMs", Limits.DEFAULT_MILLIS, Limits.LEAST_MILLIS, Limits.MOST_MILLIS, problems);
        Optional<Destination> destination = destination(request, problems);
        if (!problems.isEmpty() || dialect.isEmpty() || destination.isEmpty()) {
            throw new InvalidException(String.join("; ", problems));
        }
        return new Subscription(dialect.get(), types, items, bytes, Duration.ofMillis(millis), destination.get());
    }

    private static Set<Category> types(JsonObject request, List<String> problems) {
        Set<Category> types = EnumSet.noneOf(Category.class);
        for (String name : request.array("types").map(JsonArray::strings).orElse(List.of())) {
            Optional<Category> type = Category.of(name);
            type.ifPresent(types::add);
            if (type.isEmpty()) {
                problems.add("type " + name + " is not supported");
            }
        }
        if (types.isEmpty() && problems.stream().noneMatch(problem -> problem.startsWith("type "))) {
            problems.add("types should not be empty");
        }
        return types;
    }

    private static int bounded(
            JsonObject buffering, String name, int usual, int least, int most, List<String> problems) {
        Optional<Long> value = buffering.integer(name);
        if (value.isEmpty()) {
            return usual;
        }
        if (value.get() < least || value.get() > most) {
            problems.add("buffering." + name + " should be between " + least + " and " + most);
            return usual;
        }
        return Math.toIntExact(value.get());
    }

    private static Optional<Destination> destination(JsonObject request, List<String> problems) {
        JsonObject destination = request.object("destination").orElse(JsonObject.EMPTY);
        String protocol = destination.string("protocol").orElse("");
        if (protocol.equals("TCP")) {
            long port = destination.integer("port").orElse(0L);
            return port(port, problems).map(Tcp::new);
        }
        if (!protocol.equals("HTTP")) {
            problems.add("destination.protocol should be HTTP or TCP");
            return Optional.empty();
        }
        String method = destination.string("method").orElse("POST");
        if (!method.equals("POST") && !method.equals("PUT")) {
            problems.add("destination.method should be POST or PUT");
        }
        try {
            URI uri = new URI(destination.string("URI").orElse(""));
            String host = uri.getHost();
            if (!"http".equals(uri.getScheme()) || !("sandbox".equals(host) || "sandbox.localdomain".equals(host))) {
                problems.add("URI should begin with http://sandbox.localdomain");
                return Optional.empty();
            }
            if (uri.getPort() < 0) {
                problems.add("URI port is not provided");
                return Optional.empty();
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return port(uri.getPort(), problems).map(port -> new Http(port, method, path + query));
        } catch (URISyntaxException e) {
            problems.add("URI is not valid");
            return Optional.empty();
        }
    }

    private static Optional<Integer> port(long port, List<String> problems) {
        if (port < 1 || port > Limits.MOST_PORT || port == Limits.RESERVED_PORT) {
            problems.add("port is not valid");
            return Optional.empty();
        }
        return Optional.of((int) port);
    }
}
