package dev.hearth.neighbours.iam;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.IamDocuments.Attachment;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.ManagedPolicy.Version;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Operations on managed policies and their tags. */
final class PolicyOperations {
    private static final String ARN = "PolicyArn";

    private final PolicyCatalog catalog;
    private final Store store;
    private final Time time;
    private final Ids ids;

    PolicyOperations(PolicyCatalog catalog, Store store, Time time, Ids ids) {
        this.catalog = catalog;
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    List<IamOperation> operations() {
        List<String> arn = List.of(ARN);
        return List.of(
                IamOperation.of(
                        "CreatePolicy",
                        List.of("PolicyName", "PolicyDocument"),
                        call -> PolicyCatalog.arn(call.account(), path(call), call.text("PolicyName")),
                        this::create),
                IamOperation.of("GetPolicy", arn, PolicyOperations::resource, this::get),
                IamOperation.of("ListPolicies", List.of(), call -> "*", this::list),
                IamOperation.silent("DeletePolicy", arn, PolicyOperations::resource, this::delete),
                IamOperation.of("ListEntitiesForPolicy", arn, PolicyOperations::resource, this::listEntities),
                IamOperation.silent("TagPolicy", List.of(ARN, "Tags"), PolicyOperations::resource, this::tag),
                IamOperation.silent("UntagPolicy", List.of(ARN, "TagKeys"), PolicyOperations::resource, this::untag),
                IamOperation.of(
                        "ListPolicyTags",
                        arn,
                        PolicyOperations::resource,
                        (call, result) -> Tags.list(call, read(call).tags(), result)));
    }

    static String resource(Call call) {
        return call.text(ARN);
    }

    private static String path(Call call) {
        return call.parameters().find("Path").orElse("/");
    }

    /** Finds the policy that the request names. */
    ManagedPolicy read(Call call) {
        return store.read(view -> find(view, call));
    }

    private ManagedPolicy find(View view, Call call) {
        String arn = call.text(ARN);
        mustBeArn(arn);
        return catalog.find(view, call.account(), arn).orElseThrow(() -> IamErrors.policyNotFound(arn));
    }

    private static void mustBeArn(String arn) {
        if (!arn.startsWith("arn:")) {
            throw IamErrors.validation("ARN " + arn + " is not valid.");
        }
    }

    /** Changes the policy that the request names, which must be the account's own. */
    ManagedPolicy change(Call call, UnaryOperator<ManagedPolicy> change) {
        return store.write(transaction -> {
            ManagedPolicy changed = change.apply(findOwn(transaction, call));
            put(transaction, call.account(), changed);
            return changed;
        });
    }

    private ManagedPolicy findOwn(View view, Call call) {
        String arn = call.text(ARN);
        mustBeArn(arn);
        if (catalog.aws().find(arn).isPresent()) {
            throw IamErrors.invalid("Policy " + arn + " is AWS's own and can't be changed.");
        }
        return catalog.findOwn(view, call.account(), arn).orElseThrow(() -> IamErrors.policyNotFound(arn));
    }

    private static void put(Transaction transaction, AccountId account, ManagedPolicy policy) {
        transaction.put(IamDocuments.POLICY, Scope.of(account), PolicyCatalog.key(policy.name()), policy);
    }

    static void checkDocument(String document) {
        Documents.check(document, Kind.IDENTITY);
        if (Documents.characters(document) > Limits.POLICY_CHARACTERS) {
            throw IamErrors.quota("PolicySize", Limits.POLICY_CHARACTERS);
        }
    }

    private void create(Call call, XmlWriter result) {
        String name = call.text("PolicyName");
        String document = call.text("PolicyDocument");
        checkDocument(document);
        var now = time.now();
        ManagedPolicy policy = new ManagedPolicy(
                PolicyCatalog.arn(call.account(), path(call), name),
                name,
                path(call),
                Identifiers.unique("ANPA", ids),
                call.parameters().find("Description").orElse(""),
                now,
                now,
                Tags.merge(Map.of(), call.parameters().tags()),
                1,
                1,
                List.of(new Version(1, document, now)));
        store.<Optional<ManagedPolicy>>write(transaction -> {
            Scope scope = Scope.of(call.account());
            if (transaction
                    .find(IamDocuments.POLICY, scope, PolicyCatalog.key(name))
                    .isPresent()) {
                throw IamErrors.exists("A policy called " + name + " already exists. Duplicate names are not allowed.");
            }
            if (transaction.count(IamDocuments.POLICY, scope) >= Limits.POLICIES) {
                throw IamErrors.quota("PoliciesPerAccount", Limits.POLICIES);
            }
            put(transaction, call.account(), policy);
            return Optional.empty();
        });
        result.begin("Policy");
        writeSummary(policy, 0, result);
        if (!policy.tags().isEmpty()) {
            Tags.write(policy.tags(), result);
        }
        result.end();
    }

    private void get(Call call, XmlWriter result) {
        store.<Optional<XmlWriter>>read(view -> {
            ManagedPolicy policy = find(view, call);
            result.begin("Policy");
            writeSummary(policy, attachments(view, call, policy), result);
            result.add("Description", Optional.of(policy.description()).filter(text -> !text.isEmpty()));
            Tags.write(policy.tags(), result);
            result.end();
            return Optional.empty();
        });
    }

    private static long attachments(View view, Call call, ManagedPolicy policy) {
        return view.count(IamDocuments.ATTACHMENT, IamDocuments.attachments(call.account(), policy.arn()));
    }

    private void list(Call call, XmlWriter result) {
        String scope = call.parameters().find("Scope").orElse("All");
        String prefix = call.parameters().find("PathPrefix").orElse("/");
        boolean boundaries = call.parameters().find("PolicyUsageFilter").equals(Optional.of("PermissionsBoundary"));
        boolean attachedOnly = call.parameters().flag("OnlyAttached");
        store.<Optional<XmlWriter>>read(view -> {
            List<ManagedPolicy> all = new ArrayList<>();
            if (!scope.equals("Local")) {
                all.addAll(catalog.aws().all());
            }
            if (!scope.equals("AWS")) {
                all.addAll(view.list(IamDocuments.POLICY, Scope.of(call.account())));
            }
            List<ManagedPolicy> wanted = all.stream()
                    .filter(policy -> !boundaries && policy.path().startsWith(prefix))
                    .filter(policy -> !attachedOnly || attachments(view, call, policy) > 0)
                    .sorted((one, other) -> one.arn().compareTo(other.arn()))
                    .toList();
            Page<ManagedPolicy> page = Page.of(call.parameters(), wanted, ManagedPolicy::arn);
            result.list(
                    "Policies",
                    "member",
                    page.items(),
                    policy -> writeSummary(policy, attachments(view, call, policy), result));
            page.writeEnd(result);
            return Optional.empty();
        });
    }

    private void delete(Call call) {
        store.<Optional<ManagedPolicy>>write(transaction -> {
            ManagedPolicy policy = findOwn(transaction, call);
            if (attachments(transaction, call, policy) > 0) {
                throw IamErrors.conflict("Cannot delete a policy attached to entities.");
            }
            if (policy.versions().size() > 1) {
                throw IamErrors.conflict("This policy has more than one version. Before you delete a policy, you must"
                        + " delete the policy's versions. The default version is deleted with the policy.");
            }
            transaction.delete(IamDocuments.POLICY, Scope.of(call.account()), PolicyCatalog.key(policy.name()));
            return Optional.empty();
        });
    }

    private void listEntities(Call call, XmlWriter result) {
        Optional<String> filter = call.parameters().find("EntityFilter");
        boolean boundaries = call.parameters().find("PolicyUsageFilter").equals(Optional.of("PermissionsBoundary"));
        Page<Attachment> page = store.read(view -> {
            ManagedPolicy policy = find(view, call);
            Scope scope = IamDocuments.attachments(call.account(), policy.arn());
            return Page.of(
                    call.parameters(),
                    (after, limit) -> view.list(IamDocuments.ATTACHMENT, scope, after, limit),
                    Attachment::key,
                    attachment -> !boundaries
                            && (filter.isEmpty()
                                    || filter.get().equals(attachment.type().word())));
        });
        result.texts("PolicyGroups", "member", List.of());
        for (EntityType type : List.of(EntityType.USER, EntityType.ROLE)) {
            List<Attachment> some = page.items().stream()
                    .filter(attachment -> attachment.type() == type)
                    .toList();
            result.list(
                    "Policy" + type.word() + "s",
                    "member",
                    some,
                    attachment ->
                            result.add(type.parameter(), attachment.name()).add(type.word() + "Id", attachment.id()));
        }
        page.writeEnd(result);
    }

    private void tag(Call call) {
        change(
                call,
                policy -> policy.withTags(
                        Tags.merge(policy.tags(), call.parameters().tags())));
    }

    private void untag(Call call) {
        change(
                call,
                policy -> policy.withTags(
                        Tags.without(policy.tags(), call.parameters().elements("TagKeys"))));
    }

    private static void writeSummary(ManagedPolicy policy, long attachments, XmlWriter result) {
        result.add("PolicyName", policy.name())
                .add("PolicyId", policy.id())
                .add("Arn", policy.arn())
                .add("Path", policy.path())
                .add("DefaultVersionId", "v" + policy.defaultVersion())
                .add("AttachmentCount", attachments)
                .add("PermissionsBoundaryUsageCount", 0)
                .add("IsAttachable", true)
                .add("CreateDate", policy.created())
                .add("UpdateDate", policy.updated());
    }
}
