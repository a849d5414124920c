package dev.hearth.neighbours.iam;

import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The condition keys of requests to IAM: tags of the request and of the resource, the policy to attach, and the
 * permissions boundary.
 *
 * <p>Source: "Actions, resources, and condition keys for AWS Identity and Access Management" in the Service
 * Authorization Reference.
 */
final class IamConditions {
    private final Authorization authorization;

    IamConditions(Authorization authorization) {
        this.authorization = authorization;
    }

    RequestContext describe(RequestContext circumstances, Call call) {
        Parameters parameters = call.parameters();
        Map<String, String> asked = parameters.tags();
        Set<String> keys = new HashSet<>(asked.keySet());
        keys.addAll(parameters.elements("TagKeys"));
        Optional<Entity> entity = entity(call);
        Map<String, String> present = entity.map(Entity::tags)
                .or(() -> parameters
                        .find("PolicyArn")
                        .flatMap(arn -> authorization.managedPolicy(call.account(), arn))
                        .map(ManagedPolicy::tags))
                .orElse(Map.of());
        return circumstances
                .withTags("aws:RequestTag/", asked)
                .with("aws:TagKeys", List.copyOf(keys))
                .withTags("aws:ResourceTag/", present)
                .withTags("iam:ResourceTag/", present)
                .with("iam:PolicyARN", values(parameters.find("PolicyArn")))
                .with(
                        "iam:PermissionsBoundary",
                        values(parameters.find("PermissionsBoundary").or(() -> entity.flatMap(Entity::boundary))));
    }

    /** The user or role that a request is about. */
    private Optional<Entity> entity(Call call) {
        Optional<Entity> role = call.parameters()
                .find(EntityType.ROLE.parameter())
                .flatMap(name -> authorization.entity(EntityType.ROLE, call.account(), name));
        return role.or(() -> call.parameters()
                .find(EntityType.USER.parameter())
                .or(() -> call.caller().principal() instanceof Principal.User user
                        ? Optional.of(user.userName())
                        : Optional.empty())
                .flatMap(name -> authorization.entity(EntityType.USER, call.account(), name)));
    }

    private static List<String> values(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }
}
