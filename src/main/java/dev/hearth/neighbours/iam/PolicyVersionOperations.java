package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.ManagedPolicy.Version;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Operations on the versions of managed policies. */
final class PolicyVersionOperations {
    private static final String ARN = "PolicyArn";
    private static final String ID = "VersionId";

    private final PolicyOperations policies;
    private final Time time;

    PolicyVersionOperations(PolicyOperations policies, Time time) {
        this.policies = policies;
        this.time = time;
    }

    List<IamOperation> operations() {
        List<String> version = List.of(ARN, ID);
        return List.of(
                IamOperation.of(
                        "CreatePolicyVersion",
                        List.of(ARN, "PolicyDocument"),
                        PolicyOperations::resource,
                        this::create),
                IamOperation.of("GetPolicyVersion", version, PolicyOperations::resource, this::get),
                IamOperation.of("ListPolicyVersions", List.of(ARN), PolicyOperations::resource, this::list),
                IamOperation.silent("SetDefaultPolicyVersion", version, PolicyOperations::resource, this::setDefault),
                IamOperation.silent("DeletePolicyVersion", version, PolicyOperations::resource, this::delete));
    }

    private void create(Call call, XmlWriter result) {
        String document = call.text("PolicyDocument");
        PolicyOperations.checkDocument(document);
        var now = time.now();
        ManagedPolicy changed = policies.change(call, policy -> {
            if (policy.versions().size() >= Limits.POLICY_VERSIONS) {
                throw IamErrors.limit("A managed policy can have up to " + Limits.POLICY_VERSIONS + " versions. Before"
                        + " you create a new version, you must delete an existing version.");
            }
            int number = policy.lastVersion() + 1;
            List<Version> versions = new ArrayList<>(policy.versions());
            versions.add(new Version(number, document, now));
            int inForce = call.parameters().flag("SetAsDefault") ? number : policy.defaultVersion();
            return policy.withVersions(versions, inForce, number, now);
        });
        Version made = changed.versions().getLast();
        result.begin("PolicyVersion");
        writeSummary(changed, made, result);
        result.end();
    }

    private void get(Call call, XmlWriter result) {
        ManagedPolicy policy = policies.read(call);
        Version version = find(policy, call);
        result.begin("PolicyVersion").add("Document", Documents.encode(version.document()));
        writeSummary(policy, version, result);
        result.end();
    }

    private static Version find(ManagedPolicy policy, Call call) {
        String id = call.text(ID);
        return policy.version(id)
                .orElseThrow(
                        () -> IamErrors.noSuchEntity("Policy " + policy.arn() + " version " + id + " does not exist."));
    }

    /** The newest first. */
    private void list(Call call, XmlWriter result) {
        ManagedPolicy policy = policies.read(call);
        List<Version> versions = policy.versions().stream()
                .sorted(Comparator.comparingInt(Version::number).reversed())
                .toList();
        Page<Version> page = Page.of(call.parameters(), versions, version -> order(version.number()));
        result.list("Versions", "member", page.items(), version -> writeSummary(policy, version, result));
        page.writeEnd(result);
    }

    private static String order(int number) {
        return String.format(Locale.ROOT, "%010d", Integer.MAX_VALUE - number);
    }

    private void setDefault(Call call) {
        policies.change(
                call,
                policy -> policy.withVersions(
                        policy.versions(), find(policy, call).number(), policy.lastVersion(), time.now()));
    }

    private void delete(Call call) {
        policies.change(call, policy -> {
            Version version = find(policy, call);
            if (version.number() == policy.defaultVersion()) {
                throw IamErrors.conflict("Cannot delete the default version of a policy.");
            }
            List<Version> fewer = new ArrayList<>(policy.versions());
            fewer.remove(version);
            return policy.withVersions(fewer, policy.defaultVersion(), policy.lastVersion(), time.now());
        });
    }

    private static void writeSummary(ManagedPolicy policy, Version version, XmlWriter result) {
        result.add(ID, version.id())
                .add("IsDefaultVersion", version.number() == policy.defaultVersion())
                .add("CreateDate", version.created());
    }
}
