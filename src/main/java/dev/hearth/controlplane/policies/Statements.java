package dev.hearth.controlplane.policies;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.ResourcePolicy;
import dev.hearth.neighbours.iam.policy.MalformedPolicyException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The statements of one resource's policy: added, removed and shown as Lambda does. */
final class Statements {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** Of services in AWS's partitions whose names are public, and of Amazon's own, such as Alexa. */
    private static final List<String> SERVICES =
            List.of(".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazon.com");

    private final Kind<ResourcePolicy> kind;
    private final Scope scope;
    private final String name;

    Statements(Kind<ResourcePolicy> kind, Scope scope, String name) {
        this.kind = kind;
        this.scope = scope;
        this.name = name;
    }

    Optional<ResourcePolicy> find(View view) {
        return view.find(kind, scope, name);
    }

    /** The policy, or Lambda's word that there is none. */
    ResourcePolicy existing(View view) {
        return find(view).orElseThrow(() -> notFound("The resource you requested does not exist."));
    }

    ResourcePolicy add(
            Transaction transaction,
            String sid,
            JsonObject statement,
            @Nullable String revisionId,
            String nextRevision) {
        ResourcePolicy current = find(transaction).orElseGet(() -> new ResourcePolicy(List.of(), ""));
        checkRevision(revisionId, current);
        if (current.find(sid).isPresent()) {
            throw Failures.conflict("The statement id (" + sid + ") provided already exists. Please provide a new"
                    + " statement id, or remove the existing statement.");
        }
        ResourcePolicy changed = current.with(statement, nextRevision);
        if (changed.size() > Limits.POLICY_BYTES) {
            throw new ServiceException(
                    ErrorCode.POLICY_LENGTH_EXCEEDED,
                    "The final policy size (" + changed.size() + ") is bigger than the limit (" + Limits.POLICY_BYTES
                            + ").");
        }
        mustBePolicy(changed);
        transaction.put(kind, scope, name, changed);
        return changed;
    }

    private static void mustBePolicy(ResourcePolicy policy) {
        try {
            policy.parsed();
        } catch (MalformedPolicyException e) {
            throw badPrincipal();
        }
    }

    private static ServiceException badPrincipal() {
        return Failures.invalid("The provided principal was invalid. Please check the principal and try again.");
    }

    void remove(Transaction transaction, String sid, @Nullable String revisionId, String nextRevision) {
        ResourcePolicy current =
                find(transaction).orElseThrow(() -> notFound("No policy is associated with the given resource."));
        JsonObject statement =
                current.find(sid).orElseThrow(() -> notFound("Statement " + sid + " is not found in resource policy."));
        checkRevision(revisionId, current);
        ResourcePolicy changed = current.without(statement, nextRevision);
        if (changed.statements().isEmpty()) {
            transaction.delete(kind, scope, name);
        } else {
            transaction.put(kind, scope, name, changed);
        }
    }

    private static void checkRevision(@Nullable String wanted, ResourcePolicy current) {
        if (wanted != null && !wanted.equals(current.revisionId())) {
            throw new ServiceException(
                    ErrorCode.PRECONDITION_FAILED,
                    "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve"
                            + " the latest RevisionId");
        }
    }

    private static ServiceException notFound(String message) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, message);
    }

    /** The beginning of a statement that allows something, with whom as policies write it. */
    static ObjectBuilder allow(String sid, String principal, String action, String resource) {
        ObjectBuilder statement = JsonObject.builder().put("Sid", sid).put("Effect", "Allow");
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (ACCOUNT.matcher(principal).matches()) {
            statement.put("Principal", one("AWS", "arn:aws:iam::" + principal + ":root"));
        } else if (principal.startsWith("arn:")) {
            statement.put("Principal", one("AWS", principal));
        } else if (SERVICES.stream().anyMatch(principal::endsWith)) {
            statement.put("Principal", one("Service", principal));
        } else {
            throw badPrincipal();
        }
        return statement.put("Action", action).put("Resource", resource);
    }

    static JsonObject one(String name, String value) {
        return JsonObject.builder().put(name, value).build();
    }
}
