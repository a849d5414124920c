package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.Percent;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    /** The services whose names in policies are others than in signatures. */
    private static final Map<String, String> PREFIXES = Map.of("email", "ses", "monitoring", "cloudwatch");

    /** Members that name a resource, and what is before the name in its ARN. */
    private static final Map<String, Map<String, String>> NAMES = Map.of(
            "dynamodb", Map.of("TableName", "table/"),
            "events", Map.of("EventBusName", "event-bus/"),
            "kinesis", Map.of("StreamName", "stream/"),
            "sqs", Map.of("QueueName", "", "QueueUrl", ""));

    private static final Pattern CBOR = Pattern.compile("/service/[^/]+/operation/([A-Za-z0-9]+)");

    private final String region;

    ForwardedActions(String region) {
        this.region = region;
    }

    /** The actions, such as {@code dynamodb:GetItem}. */
    static Set<String> actions(String service, HttpRequest request, byte[] body) {
        Set<String> operations = new TreeSet<>();
        request.headers("X-Amz-Target").forEach(text -> operations.add(text.substring(text.lastIndexOf('.') + 1)));
        Matcher cbor = CBOR.matcher(request.rawPath());
        if (cbor.matches()) {
            operations.add(cbor.group(1));
        }
        forms(request, body)
                .forEach(form -> operations.addAll(Percent.query(form).getOrDefault("Action", List.of())));
        if (operations.isEmpty()) {
            operations.add(ALL);
        }
        Set<String> actions = new TreeSet<>();
        operations.forEach(operation -> actions.add(PREFIXES.getOrDefault(service, service) + ":" + operation));
        return actions;
    }

    /** The ARNs of the resources that the request names; an asterisk if it names none. */
    Set<String> resources(String service, Caller caller, HttpRequest request, byte[] body) {
        Set<String> resources = new TreeSet<>();
        if (request.header("X-Amz-Target").isPresent()) {
            try {
                Json.parseObject(body).strings().forEach((name, value) -> add(service, caller, name, value, resources));
            } catch (JsonException e) {
                resources.add(ALL); // the other server tells what is wrong with it
            }
        }
        forms(request, body)
                .forEach(form -> Percent.query(form)
                        .forEach((name, values) ->
                                values.forEach(value -> add(service, caller, name, value, resources))));
        if (resources.isEmpty()) {
            resources.add(ALL);
        }
        return resources;
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

    /** The query, and the body if it is a form. */
    private static List<String> forms(HttpRequest request, byte[] body) {
        List<String> forms = new ArrayList<>(List.of(request.rawQuery()));
        if (request.header("Content-Type")
                .map(type -> type.startsWith("application/x-www-form-urlencoded"))
                .orElse(false)) {
            forms.add(new String(body, StandardCharsets.UTF_8));
        }
        return forms;
    }
}
