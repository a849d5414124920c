package dev.hearth.controlplane.functions;

import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionLayer;
import java.util.List;

/** Finds the layers that a function names. */
@FunctionalInterface
public interface LayerResolution {
    /**
     * Finds layers.
     *
     * @param arns the ARNs of versions, in the order in which the layers are merged
     * @throws dev.hearth.error.ServiceException if a version does not exist, if this account may not use it, or if the
     *     versions can't be combined
     */
    List<FunctionLayer> resolve(View view, AccountId account, List<String> arns);
}
