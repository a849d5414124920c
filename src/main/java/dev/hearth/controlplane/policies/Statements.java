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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The statements of one resource policy: adds, removes and shows them as Lambda does. */
final class Statements {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** The endings of services' names: those of AWS's partitions, and of Amazon's own services, such as Alexa. */
    private static final List<String> SERVICES =
            List.of(".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazon.com");

    private final Kind<ResourcePolicy> kind;
    private final Scope scope;
    private final String name;
    private final String revisionApi;

    /**
     * @param revisionApi the operation that returns the revision
     */
    Statements(Kind<ResourcePolicy> kind, Scope scope, String name, String revisionApi) {
        this.kind = kind;
        this.scope = scope;
        this.name = name;
        this.revisionApi = revisionApi;
    }

    Optional<ResourcePolicy> find(View view) {
        return view.find(kind, scope, name);
    }

    /**
     * Finds the policy.
     *
     * @throws ServiceException Lambda's error if there is none
     */
    ResourcePolicy existing(View view) {
        return find(view).orElseThrow(Failures::noResource);
    }

    ResourcePolicy add(
            Transaction transaction,
            String sid,
            JsonObject statement,
            Predicate<String> isRevision,
            String nextRevision) {
        ResourcePolicy current = find(transaction).orElseGet(() -> new ResourcePolicy(List.of(), ""));
        checkRevision(isRevision, current);
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

    void remove(Transaction transaction, String sid, Predicate<String> isRevision, String nextRevision) {
        ResourcePolicy current = find(transaction)
                .orElseThrow(() -> Failures.notFound("No policy is associated with the given resource."));
        JsonObject statement = current.find(sid)
                .orElseThrow(() -> Failures.notFound("Statement " + sid + " is not found in resource policy."));
        checkRevision(isRevision, current);
        ResourcePolicy changed = current.without(statement, nextRevision);
        if (changed.statements().isEmpty()) {
            transaction.delete(kind, scope, name);
        } else {
            transaction.put(kind, scope, name, changed);
        }
    }

    private void checkRevision(Predicate<String> isRevision, ResourcePolicy current) {
        if (!isRevision.test(current.revisionId())) {
            throw Failures.wrongRevision(revisionApi);
        }
    }

    /** The revision that a request requires; a request without one accepts any. */
    static Predicate<String> revision(@Nullable String wanted) {
        return revision -> wanted == null || wanted.equals(revision);
    }

    /** The members of an Allow statement up to the principal. */
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
