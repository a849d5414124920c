package dev.hearth.controlplane.layers;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerVersion;
import dev.hearth.model.LayerVersionArn;
import java.util.Optional;

/** Finds layers' versions. */
public final class LayerVersions {
    private LayerVersions() {}

    public static Optional<LayerVersion> find(View view, LayerVersionArn arn) {
        // all documents are of one region: layers of other regions do not exist here
        return view.find(LayerDocuments.VERSION, scope(arn), LayerDocuments.name(arn.number()))
                .filter(version -> version.arn().equals(arn));
    }

    /**
     * Finds a version.
     *
     * @throws ServiceException Lambda's error if it does not exist
     */
    public static LayerVersion existing(View view, LayerVersionArn arn) {
        return find(view, arn)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.RESOURCE_NOT_FOUND, "The resource you requested does not exist."));
    }

    /**
     * The scope of documents of a layer's versions, such as policies. A version's documents are named by its number,
     * and deleted with it.
     */
    public static Scope scope(LayerVersionArn arn) {
        return Scope.layer(arn.layer().account(), arn.layer().name());
    }

    /** The name of a version's documents. */
    public static String name(LayerVersionArn arn) {
        return LayerDocuments.name(arn.number());
    }

    /** Lambda's error for a layer of another account that the caller may not use. */
    public static ServiceException denied(AccountId caller, String operation, Object resource) {
        return new ServiceException(
                ErrorCode.ACCESS_DENIED,
                "User: arn:aws:iam::" + caller + ":root is not authorized to perform: lambda:" + operation
                        + " on resource: " + resource + " because no resource-based policy allows the lambda:"
                        + operation + " action");
    }
}
