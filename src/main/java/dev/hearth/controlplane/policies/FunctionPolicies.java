package dev.hearth.controlplane.policies;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.PublishedVersion;
import dev.hearth.neighbours.iam.ResourcePolicy;
import dev.hearth.time.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** Resource policies of functions, versions and aliases. */
final class FunctionPolicies {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final String INVOKE = "lambda:InvokeFunction";
    private static final String INVOKE_URL = "lambda:InvokeFunctionUrl";

    private final FunctionNames names;
    private final Store store;
    private final Ids ids;

    FunctionPolicies(FunctionNames names, Store store, Ids ids) {
        this.names = names;
        this.store = store;
        this.ids = ids;
    }

    AddPermissionResponse add(AccountId account, AddPermissionRequest request) {
        check(request);
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        if (arn.qualifier().equals(Optional.of(FunctionArn.LATEST))) {
            throw Failures.invalid("We currently do not support adding policies for $LATEST.");
        }
        JsonObject statement = statement(arn, request);
        store.write(transaction -> {
            Qualifiers.mustExistAsNamed(transaction, arn);
            Predicate<String> isRevision = Statements.revision(request.revisionId())
                    .or(_ -> isOwnRevision(transaction, arn, request.revisionId()));
            return statements(arn).add(transaction, request.statementId(), statement, isRevision, ids.uuid());
        });
        return AddPermissionResponse.builder().statement(statement.toJson()).build();
    }

    private static void check(AddPermissionRequest request) {
        String principal = request.principal();
        if (!principal.equals("*")
                && !ACCOUNT.matcher(principal).matches()
                && !principal.contains(".")
                && !principal.startsWith("arn:")) {
            throw Failures.invalid("The provided principal was invalid. Please check the principal and try again.");
        }
        if (request.functionUrlAuthType() != null && !request.action().equals(INVOKE_URL)) {
            throw Failures.invalid("FunctionUrlAuthType is only supported for " + INVOKE_URL + " action");
        }
        if (request.invokedViaFunctionUrl() != null && !request.action().equals(INVOKE)) {
            throw Failures.invalid("InvokedViaFunctionUrl is only supported for " + INVOKE + " action");
        }
    }

    private static JsonObject statement(FunctionArn arn, AddPermissionRequest request) {
        Map<String, Map<String, String>> conditions = new TreeMap<>();
        condition(conditions, "StringEquals", "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
        condition(conditions, "StringEquals", "AWS:SourceAccount", request.sourceAccount());
        condition(conditions, "StringEquals", "lambda:EventSourceToken", request.eventSourceToken());
        condition(conditions, "StringEquals", "aws:PrincipalOrgID", request.principalOrgID());
        condition(conditions, "ArnLike", "AWS:SourceArn", request.sourceArn());
        if (request.invokedViaFunctionUrl() != null) {
            condition(
                    conditions,
                    "Bool",
                    "lambda:InvokedViaFunctionUrl",
                    request.invokedViaFunctionUrl().toString());
        }
        ObjectBuilder statement =
                Statements.allow(request.statementId(), request.principal(), request.action(), arn.toString());
        if (!conditions.isEmpty()) {
            ObjectBuilder block = JsonObject.builder();
            for (String operator : List.of("StringEquals", "ArnLike", "Bool")) {
                Map<String, String> keys = conditions.get(operator);
                if (keys != null) {
                    block.put(operator, JsonValue.of(keys));
                }
            }
            statement.put("Condition", block.build());
        }
        return statement.build();
    }

    private static void condition(
            Map<String, Map<String, String>> conditions, String operator, String key, @Nullable String value) {
        if (value != null) {
            conditions.computeIfAbsent(operator, absent -> new TreeMap<>()).put(key, value);
        }
    }

    RemovePermissionResponse remove(AccountId account, RemovePermissionRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.write(transaction -> {
            mustBeThere(transaction, arn);
            Predicate<String> isRevision = Statements.revision(request.revisionId());
            statements(arn).remove(transaction, request.statementId(), isRevision, ids.uuid());
            return RemovePermissionResponse.builder().build();
        });
    }

    GetPolicyResponse get(AccountId account, GetPolicyRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        // a missing function, version or alias has no policy
        ResourcePolicy policy = store.read(view -> statements(arn).existing(view));
        return GetPolicyResponse.builder()
                .policy(policy.document().toJson())
                .revisionId(policy.revisionId())
                .build();
    }

    private static Statements statements(FunctionArn arn) {
        return new Statements(ResourcePolicy.OF_FUNCTION, Scope.function(arn), ResourcePolicy.name(arn), "GetPolicy");
    }

    /** Checks that the policy's resource exists. As on Lambda, the error is that of a policy, or of an alias. */
    private static void mustBeThere(View view, FunctionArn arn) {
        if (arn.qualifier().filter(Qualifiers::isAliasName).isPresent()) {
            Qualifiers.mustExistAsNamed(view, arn);
            return;
        }
        try {
            Qualifiers.mustExist(view, arn);
        } catch (ServiceException e) {
            throw new ServiceException(e.code(), "No policy found for: " + arn, e);
        }
    }

    /** Whether this is the revision of the resource itself, which callers have before there is a policy. */
    private static boolean isOwnRevision(View view, FunctionArn arn, String revision) {
        Optional<String> qualifier = arn.qualifier();
        String own = qualifier.isEmpty()
                ? Qualifiers.function(view, arn).revisionId()
                : Qualifiers.alias(view, arn, qualifier.get())
                        .map(Alias::revisionId)
                        .or(() -> Qualifiers.version(view, arn, qualifier.get()).map(PublishedVersion::revisionId))
                        .orElse("");
        return own.equals(revision);
    }

    private FunctionArn resolve(AccountId account, String function, @Nullable String qualifier) {
        return names.resolve(account, function, Optional.ofNullable(qualifier));
    }
}
