package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.Percent;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The actions of IAM that a request to another server needs, and its resources, as far as the request tells without
 * knowledge of its service. A request that names several needs all of them, because it is not known which of them the
 * other server reads.
 */
final class ForwardedActions {
    /** Of an operation that the request does not name: only policies that allow all of the service allow it. */
    private static final String ALL = "*";

    /** The service whose requests may go to the path of a queue, and name their operation all the same. */
    private static final String QUEUES = "sqs";

    private static final String FORM = "x-www-form-urlencoded";

    /** The services whose names in policies are others than in signatures. */
    private static final Map<String, String> PREFIXES = Map.of("email", "ses", "monitoring", "cloudwatch");

    /** Members that name a resource, and what is before the name in its ARN. */
    private static final Map<String, Map<String, String>> NAMES = Map.of(
            "dynamodb", Map.of("TableName", "table/"),
            "events", Map.of("EventBusName", "event-bus/"),
            "kinesis", Map.of("StreamName", "stream/"),
            "sqs", Map.of("QueueName", "", "QueueUrl", ""));

    /** The operations of DynamoDB whose tables are in statements of PartiQL. */
    private static final Set<String> STATEMENTS =
            Set.of("BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction");

    /** The member of DynamoDB's batches whose own members are named by tables. */
    private static final String BATCH = "RequestItems";

    private static final Pattern CBOR = Pattern.compile("/service/[^/]+/operation/([A-Za-z0-9]+)");

    private final String region;

    ForwardedActions(String region) {
        this.region = region;
    }

    /** The actions, such as {@code dynamodb:GetItem}. */
    static Set<String> actions(String service, HttpRequest request, byte[] body) {
        Set<String> operations = new TreeSet<>(targets(request));
        Matcher cbor = CBOR.matcher(request.rawPath());
        if (cbor.matches()) {
            operations.add(cbor.group(1));
        }
        forms(request, body)
                .forEach(form -> operations.addAll(Percent.query(form).getOrDefault("Action", List.of())));
        if (operations.isEmpty() || isNamedByPath(service, request)) {
            operations.add(ALL);
        }
        Set<String> actions = new TreeSet<>();
        operations.forEach(operation -> actions.add(PREFIXES.getOrDefault(service, service) + ":" + operation));
        return actions;
    }

    private static List<String> targets(HttpRequest request) {
        return request.headers("X-Amz-Target").stream()
                .map(text -> text.substring(text.lastIndexOf('.') + 1))
                .toList();
    }

    /**
     * Whether the method and the path are the operation. Servers of such services ignore a header or parameter that
     * names another one.
     */
    private static boolean isNamedByPath(String service, HttpRequest request) {
        String path = request.rawPath();
        return !path.isEmpty()
                && !path.equals("/")
                && !service.equals(QUEUES)
                && !CBOR.matcher(path).matches();
    }

    /** The ARNs of the resources that the request names; an asterisk if they are not all known. */
    Set<String> resources(String service, Caller caller, HttpRequest request, byte[] body) {
        Set<String> resources = new TreeSet<>();
        List<String> targets = targets(request);
        boolean known = targets.stream().noneMatch(STATEMENTS::contains)
                && !isNamedByPath(service, request)
                && !CBOR.matcher(request.rawPath()).matches();
        if (!targets.isEmpty()) {
            try {
                walk(service, caller, Json.parseObject(body), resources);
            } catch (JsonException e) {
                known = false; // the other server tells what is wrong with it
            }
            known &= !resources.isEmpty();
        }
        forms(request, body)
                .forEach(form -> Percent.query(form)
                        .forEach((name, values) ->
                                values.forEach(value -> add(service, caller, name, value, resources))));
        if (service.equals(QUEUES) && request.rawPath().length() > 1) {
            add(service, caller, "QueueUrl", Percent.segment(request.rawPath()), resources);
        }
        if (!known || resources.isEmpty()) {
            resources.add(ALL);
        }
        return resources;
    }

    /** Adds the resources that an object of a request names, also within its members. */
    private void walk(String service, Caller caller, JsonValue value, Set<String> resources) {
        switch (value) {
            case JsonObject object ->
                object.members().forEach((name, member) -> {
                    if (member instanceof JsonString(String text)) {
                        add(service, caller, name, text, resources);
                    } else if (name.equals(BATCH) && member instanceof JsonObject(Map<String, JsonValue> tables)) {
                        tables.keySet().forEach(table -> add(service, caller, "TableName", table, resources));
                    }
                    walk(service, caller, member, resources);
                });
            case JsonArray array -> array.elements().forEach(element -> walk(service, caller, element, resources));
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> {}
        }
    }

    private void add(String service, Caller caller, String name, String value, Set<String> resources) {
        String before = NAMES.getOrDefault(service, Map.of()).get(name);
        if (value.startsWith("arn:aws:" + service + ":")) {
            resources.add(value);
        } else if (before != null) {
            resources.add("arn:aws:" + service + ":" + region + ":" + caller.account() + ":" + before
                    + value.substring(value.lastIndexOf('/') + 1));
        }
    }

    /**
     * The query, and the body if the other server may read it as a form. Some do so whatever its type, if nothing else
     * names an operation.
     */
    private static List<String> forms(HttpRequest request, byte[] body) {
        List<String> forms = new ArrayList<>(List.of(request.rawQuery()));
        boolean named = request.header("X-Amz-Target").isPresent()
                || CBOR.matcher(request.rawPath()).matches();
        if (!named
                || request.headers("Content-Type").stream()
                        .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains(FORM))) {
            forms.add(new String(body, StandardCharsets.UTF_8));
        }
        return forms;
    }
}
