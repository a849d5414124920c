package dev.hearth.api;

import dev.hearth.api.ModelConstraints.Member;
import dev.hearth.base.artifact.TestingZip;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.controlplane.operation.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A request under construction: members by where they are, each with a value of any kind. */
final class GeneratedRequest {
    private static final String LAMBDA = "arn:aws:lambda:us-east-1:000000000000:";

    /** Values that the state of the test knows, by the names of members. */
    private static final Map<String, JsonValue> KNOWN = Map.ofEntries(
            known("FunctionName", "f"),
            known("Qualifier", "live"),
            known("Name", "live"),
            known("FunctionVersion", "1"),
            known("LayerName", "l"),
            Map.entry("VersionNumber", JsonValue.of(1)),
            known("StatementId", "s"),
            known("Action", "lambda:InvokeFunction"),
            known("Principal", "s3.amazonaws.com"),
            known("Role", "arn:aws:iam::000000000000:role/r"),
            known("Runtime", "python3.13"),
            known("Handler", "handler.handler"),
            known(
                    "ZipFile",
                    Base64.getEncoder().encodeToString(TestingZip.of("handler.py", "def handler(e, c): return e"))),
            known("EventSourceArn", "arn:aws:sqs:us-east-1:000000000000:q"),
            known("UUID", "00000000-0000-4000-8000-000000000000"),
            known("Resource", LAMBDA + "function:f"),
            known("Arn", LAMBDA + "layer:l:1"),
            known("CodeSigningConfigArn", LAMBDA + "code-signing-config:csc-0123456789abcdefg"),
            known("SigningProfileVersionArns", "arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/0123456789"),
            known("AuthType", "NONE"),
            Map.entry("ReservedConcurrentExecutions", JsonValue.of(1)),
            Map.entry("ProvisionedConcurrentExecutions", JsonValue.of(1)));

    private final Operation<?, ?> operation;
    private final Map<String, Map<List<String>, JsonValue>> values = new LinkedHashMap<>();

    private GeneratedRequest(Operation<?, ?> operation) {
        this.operation = operation;
    }

    private static Map.Entry<String, JsonValue> known(String name, String value) {
        return Map.entry(name, JsonValue.of(value));
    }

    /** One with what it must have, as likely to be taken as can be. */
    static GeneratedRequest plain(Operation<?, ?> operation, List<Member> members) {
        GeneratedRequest request = new GeneratedRequest(operation);
        for (Member member : members) {
            if (member.required() && member.path().size() == 1) {
                request.require(member, members);
            }
        }
        if (operation.name().equals("CreateFunction")) {
            request.set(List.of("FunctionName"), "body", JsonValue.of("another"));
            request.set(List.of("Runtime"), "body", value("Runtime"));
            request.set(List.of("Handler"), "body", value("Handler"));
            request.set(List.of("Code", "ZipFile"), "body", value("ZipFile"));
        } else if (operation.name().equals("UpdateFunctionCode")) {
            request.set(List.of("ZipFile"), "body", value("ZipFile"));
        }
        return request;
    }

    private static JsonValue value(String name) {
        JsonValue value = KNOWN.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    private void require(Member member, List<Member> members) {
        if (!member.type().equals("structure")) {
            set(member, valid(member));
            return;
        }
        set(member, JsonObject.EMPTY);
        for (Member inner : members) {
            if (inner.required()
                    && inner.path().size() == member.path().size() + 1
                    && inner.path().subList(0, member.path().size()).equals(member.path())) {
                require(inner, members);
            }
        }
    }

    /** A value that the model allows, as far as it can be told. */
    static JsonValue valid(Member member) {
        JsonValue one = KNOWN.getOrDefault(member.name(), plainValue(member));
        return member.many() ? new JsonValue.JsonArray(List.of(one)) : one;
    }

    private static JsonValue plainValue(Member member) {
        return switch (member.type()) {
            case "number" -> JsonValue.of(member.least().orElse(1L));
            case "boolean" -> JsonValue.of(true);
            case "list" -> JsonValue.JsonArray.EMPTY;
            case "map" -> JsonValue.of(Map.of("key", "value"));
            case "structure" -> JsonObject.EMPTY;
            case "blob" -> value("ZipFile");
            case "timestamp" -> JsonValue.of(1_700_000_000);
            default ->
                JsonValue.of(
                        member.values().isEmpty()
                                ? "a"
                                        .repeat(Math.toIntExact(
                                                Math.max(1, member.least().orElse(1L))))
                                : member.values().getFirst());
        };
    }

    GeneratedRequest set(Member member, JsonValue value) {
        return set(member.path(), member.where(), value);
    }

    private GeneratedRequest set(List<String> path, String where, JsonValue value) {
        values.computeIfAbsent(where, place -> new LinkedHashMap<>()).put(List.copyOf(path), value);
        return this;
    }

    GeneratedRequest remove(Member member) {
        Map<List<String>, JsonValue> place = values.getOrDefault(member.where(), new LinkedHashMap<>());
        place.keySet()
                .removeIf(path -> path.size() >= member.path().size()
                        && path.subList(0, member.path().size()).equals(member.path()));
        return this;
    }

    TestingExchange exchange() {
        String path = operation.path();
        int mark = path.indexOf('?');
        StringJoiner query = new StringJoiner("&");
        if (mark >= 0) {
            query.add(path.substring(mark + 1));
            path = path.substring(0, mark);
        }
        for (Map.Entry<List<String>, JsonValue> member :
                values.getOrDefault("path", Map.of()).entrySet()) {
            path = path.replace("{" + member.getKey().getFirst() + "}", encoded(member.getValue()));
        }
        values.getOrDefault("query", Map.of())
                .forEach((name, value) -> texts(value)
                        .forEach(text ->
                                query.add(name.getFirst() + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8))));
        TestingExchange exchange = new TestingExchange(operation.method(), path).query(query.toString());
        values.getOrDefault("header", Map.of())
                .forEach((name, value) -> texts(value).forEach(text -> exchange.header(name.getFirst(), text)));
        Map<List<String>, JsonValue> body = values.getOrDefault("body", Map.of());
        return body.isEmpty() ? exchange : exchange.body(Json.writeString(tree(List.of(), body)));
    }

    private static JsonObject tree(List<String> at, Map<List<String>, JsonValue> body) {
        JsonValue.ObjectBuilder object = JsonObject.builder();
        List<String> done = new ArrayList<>();
        for (List<String> path : body.keySet()) {
            if (path.size() <= at.size()
                    || !path.subList(0, at.size()).equals(at)
                    || done.contains(path.get(at.size()))) {
                continue;
            }
            String name = path.get(at.size());
            done.add(name);
            List<String> here = new ArrayList<>(at);
            here.add(name);
            boolean inside = body.keySet().stream()
                    .anyMatch(other -> other.size() > here.size()
                            && other.subList(0, here.size()).equals(here));
            JsonValue own = body.getOrDefault(here, JsonObject.EMPTY);
            object.put(name, inside && own.equals(JsonObject.EMPTY) ? tree(here, body) : own);
        }
        return object.build();
    }

    private static List<String> texts(JsonValue value) {
        return value instanceof JsonValue.JsonArray(var elements)
                ? elements.stream().map(GeneratedRequest::text).toList()
                : List.of(text(value));
    }

    private static String encoded(JsonValue value) {
        return URLEncoder.encode(text(value), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.JsonString(String text) ? text : value.toJson();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", operation.name(), values);
    }
}
