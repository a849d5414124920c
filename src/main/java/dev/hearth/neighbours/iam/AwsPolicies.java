package dev.hearth.neighbours.iam;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * AWS's managed policies, which every account can attach: those for functions and their developers.
 *
 * <p>They allow what their names say. AWS's own documents differ where they refer to services that Hearth lacks.
 */
final class AwsPolicies {
    private static final String RESOURCE = "aws-managed-policies.json";

    /** The creation time of all of them: that of IAM's first policy. */
    private static final Instant CREATED = Instant.parse("2015-02-06T18:39:46Z");

    private final Map<String, ManagedPolicy> policies;

    private AwsPolicies(Map<String, ManagedPolicy> policies) {
        this.policies = Collections.unmodifiableMap(policies);
    }

    static AwsPolicies load() {
        try (InputStream stream = AwsPolicies.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("this build lacks " + RESOURCE);
            }
            JsonObject file = Json.parseObject(stream.readAllBytes());
            Map<String, ManagedPolicy> policies = new TreeMap<>();
            for (JsonObject entry :
                    file.array("policies").orElse(JsonArray.EMPTY).objects()) {
                ManagedPolicy policy = policy(entry);
                policies.put(policy.arn(), policy);
            }
            return new AwsPolicies(policies);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(policies.get(arn));
    }

    /** All of them, ordered by ARN. */
    Collection<ManagedPolicy> all() {
        return policies.values();
    }

    private static ManagedPolicy policy(JsonObject entry) {
        String name = entry.string("name").orElseThrow();
        String path = entry.string("path").orElse("/");
        List<String> actions = entry.array("actions").orElse(JsonArray.EMPTY).strings();
        List<String> resources =
                new ArrayList<>(entry.array("resources").orElse(JsonArray.EMPTY).strings());
        if (resources.isEmpty()) {
            resources.add("*");
        }
        JsonObject document = JsonObject.builder()
                .put("Version", "2012-10-17")
                .put(
                        "Statement",
                        new JsonArray(List.of(JsonObject.builder()
                                .put("Effect", "Allow")
                                .put("Action", JsonValue.of(actions))
                                .put("Resource", JsonValue.of(resources))
                                .build())))
                .build();
        PolicyDocument.parse(document, Kind.IDENTITY);
        return new ManagedPolicy(
                "arn:aws:iam::aws:policy" + path + name,
                name,
                path,
                entry.string("id").orElseThrow(),
                entry.string("description").orElse(""),
                CREATED,
                CREATED,
                Map.of(),
                1,
                1,
                List.of(new ManagedPolicy.Version(1, document.toJson(), CREATED)));
    }
}
