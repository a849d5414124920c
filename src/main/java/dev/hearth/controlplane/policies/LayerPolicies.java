package dev.hearth.controlplane.policies;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.layers.LayerNames;
import dev.hearth.controlplane.layers.LayerSharing;
import dev.hearth.controlplane.layers.LayerVersions;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerVersionArn;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.ResourcePolicy;
import dev.hearth.neighbours.iam.policy.AccessRequest;
import dev.hearth.neighbours.iam.policy.Evaluation;
import dev.hearth.neighbours.iam.policy.PrincipalPolicies;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Ids;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;

/** Policies of layers' versions, which let other accounts use them. */
final class LayerPolicies {
    private final LayerNames names;
    private final Store store;
    private final Ids ids;

    LayerPolicies(LayerNames names, Store store, Ids ids) {
        this.names = names;
        this.store = store;
        this.ids = ids;
    }

    AddLayerVersionPermissionResponse add(AccountId account, AddLayerVersionPermissionRequest request) {
        LayerVersionArn arn = own(account, request.layerName(), request.versionNumber());
        JsonObject statement = statement(arn, request);
        ResourcePolicy changed = store.write(transaction -> {
            mustExist(transaction, arn);
            return statements(arn)
                    .add(
                            transaction,
                            request.statementId(),
                            statement,
                            Statements.revision(request.revisionId()),
                            ids.uuid());
        });
        return AddLayerVersionPermissionResponse.builder()
                .statement(statement.toJson())
                .revisionId(changed.revisionId())
                .build();
    }

    private static JsonObject statement(LayerVersionArn arn, AddLayerVersionPermissionRequest request) {
        ObjectBuilder statement =
                Statements.allow(request.statementId(), request.principal(), request.action(), arn.toString());
        if (request.organizationId() != null) {
            if (!request.principal().equals("*")) {
                throw Failures.invalid("OrganizationId is only supported with the principal *.");
            }
            JsonObject keys = Statements.one("aws:PrincipalOrgID", request.organizationId());
            statement.put(
                    "Condition", JsonObject.builder().put("StringEquals", keys).build());
        }
        return statement.build();
    }

    RemoveLayerVersionPermissionResponse remove(AccountId account, RemoveLayerVersionPermissionRequest request) {
        LayerVersionArn arn = own(account, request.layerName(), request.versionNumber());
        return store.write(transaction -> {
            mustExist(transaction, arn);
            statements(arn)
                    .remove(transaction, request.statementId(), Statements.revision(request.revisionId()), ids.uuid());
            return RemoveLayerVersionPermissionResponse.builder().build();
        });
    }

    GetLayerVersionPolicyResponse get(AccountId account, GetLayerVersionPolicyRequest request) {
        LayerVersionArn arn = own(account, request.layerName(), request.versionNumber());
        ResourcePolicy policy = store.read(view -> {
            mustExist(view, arn);
            return statements(arn)
                    .find(view)
                    .orElseThrow(() -> Failures.notFound("No policy is associated with the given resource."));
        });
        return GetLayerVersionPolicyResponse.builder()
                .policy(policy.document().toJson())
                .revisionId(policy.revisionId())
                .build();
    }

    private static void mustExist(View view, LayerVersionArn arn) {
        if (LayerVersions.find(view, arn).isEmpty()) {
            throw Failures.notFound("Layer version " + arn + " does not exist.");
        }
    }

    /** Refuses other accounts: only the owner of a layer's version may read or change its policy. */
    private LayerVersionArn own(AccountId account, @Nullable String layer, @Nullable Long number) {
        LayerVersionArn arn = names.resolve(account, layer == null ? "" : layer, number);
        if (!arn.layer().account().equals(account)) {
            throw LayerVersions.denied(account, "GetLayerVersionPolicy", arn);
        }
        return arn;
    }

    private static Statements statements(LayerVersionArn arn) {
        return new Statements(
                ResourcePolicy.OF_LAYER, LayerVersions.scope(arn), LayerVersions.name(arn), "GetLayerPolicy");
    }

    /** Whether policies of layers' versions let other accounts use them. Organisations are not supported. */
    static LayerSharing sharing() {
        return (View view, AccountId other, LayerVersionArn version) -> statements(version)
                .find(view)
                .map(policy -> Evaluation.decide(
                                new AccessRequest(
                                        new Principal.Root(other),
                                        "lambda:GetLayerVersion",
                                        version.toString(),
                                        version.layer().account(),
                                        RequestContext.EMPTY),
                                PrincipalPolicies.NONE,
                                Optional.of(policy.parsed()))
                        .allows())
                .orElse(false);
    }
}
