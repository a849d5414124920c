package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What users and roles have in common: tags, embedded and attached policies, a boundary. */
final class EntityOperations {
    private final Entities entities;
    private final EntityType type;
    private final String name;

    EntityOperations(Entities entities) {
        this.entities = entities;
        this.type = entities.type();
        this.name = type.parameter();
    }

    List<IamOperation> operations() {
        String word = type.word();
        return List.of(
                IamOperation.silent("Tag" + word, List.of(name, "Tags"), entities::resource, this::tag),
                IamOperation.silent("Untag" + word, List.of(name, "TagKeys"), entities::resource, this::untag),
                IamOperation.of("List" + word + "Tags", List.of(name), entities::resource, this::listTags),
                IamOperation.silent(
                        "Put" + word + "Policy",
                        List.of(name, "PolicyName", "PolicyDocument"),
                        entities::resource,
                        this::putPolicy),
                IamOperation.of(
                        "Get" + word + "Policy", List.of(name, "PolicyName"), entities::resource, this::getPolicy),
                IamOperation.silent(
                        "Delete" + word + "Policy",
                        List.of(name, "PolicyName"),
                        entities::resource,
                        this::deletePolicy),
                IamOperation.of("List" + word + "Policies", List.of(name), entities::resource, this::listPolicies),
                IamOperation.silent(
                        "Attach" + word + "Policy",
                        List.of(name, "PolicyArn"),
                        entities::resource,
                        call -> entities.attach(call, call.text("PolicyArn"))),
                IamOperation.silent(
                        "Detach" + word + "Policy",
                        List.of(name, "PolicyArn"),
                        entities::resource,
                        call -> entities.detach(call, call.text("PolicyArn"))),
                IamOperation.of(
                        "ListAttached" + word + "Policies", List.of(name), entities::resource, this::listAttached),
                IamOperation.silent(
                        "Put" + word + "PermissionsBoundary",
                        List.of(name, "PermissionsBoundary"),
                        entities::resource,
                        call -> entities.bound(call, Optional.of(call.text("PermissionsBoundary")))),
                IamOperation.silent(
                        "Delete" + word + "PermissionsBoundary",
                        List.of(name),
                        entities::resource,
                        call -> entities.bound(call, Optional.empty())));
    }

    private void tag(Call call) {
        entities.change(
                call,
                entity -> entity.withTags(
                        Tags.merge(entity.tags(), call.parameters().tags())));
    }

    private void untag(Call call) {
        entities.change(
                call,
                entity -> entity.withTags(
                        Tags.without(entity.tags(), call.parameters().elements("TagKeys"))));
    }

    private void listTags(Call call, XmlWriter result) {
        Tags.list(call, entities.read(call).tags(), result);
    }

    private void putPolicy(Call call) {
        String document = call.text("PolicyDocument");
        Documents.check(document, Kind.IDENTITY);
        entities.change(call, entity -> {
            Map<String, String> policies = new TreeMap<>(entity.inline());
            policies.put(call.text("PolicyName"), document);
            int characters =
                    policies.values().stream().mapToInt(Documents::characters).sum();
            if (characters > type.inlineCharacters()) {
                throw IamErrors.limit("Maximum policy size of " + type.inlineCharacters() + " bytes exceeded for "
                        + type.lowerCase() + " " + entity.name());
            }
            return entity.withInline(policies);
        });
    }

    private void getPolicy(Call call, XmlWriter result) {
        Entity entity = entities.read(call);
        String policyName = call.text("PolicyName");
        result.add(name, entity.name())
                .add("PolicyName", policyName)
                .add("PolicyDocument", Documents.encode(inline(entity, policyName)));
    }

    private void deletePolicy(Call call) {
        entities.change(call, entity -> {
            String policyName = call.text("PolicyName");
            inline(entity, policyName);
            Map<String, String> policies = new TreeMap<>(entity.inline());
            policies.remove(policyName);
            return entity.withInline(policies);
        });
    }

    private String inline(Entity entity, String policyName) {
        String document = entity.inline().get(policyName);
        if (document == null) {
            throw IamErrors.noSuchEntity(
                    "The " + type.lowerCase() + " policy with name " + policyName + " cannot be found.");
        }
        return document;
    }

    private void listPolicies(Call call, XmlWriter result) {
        Page<String> page = Page.of(
                call.parameters(), List.copyOf(entities.read(call).inline().keySet()), policyName -> policyName);
        result.texts("PolicyNames", "member", page.items());
        page.writeEnd(result);
    }

    private void listAttached(Call call, XmlWriter result) {
        String prefix = call.parameters().find("PathPrefix").orElse("/");
        List<String> attached = entities.read(call).attached().stream()
                .filter(arn -> PolicyCatalog.path(arn).startsWith(prefix))
                .sorted()
                .toList();
        Page<String> page = Page.of(call.parameters(), attached, arn -> arn);
        result.list(
                "AttachedPolicies",
                "member",
                page.items(),
                arn -> result.add("PolicyName", PolicyCatalog.name(arn)).add("PolicyArn", arn));
        page.writeEnd(result);
    }
}
