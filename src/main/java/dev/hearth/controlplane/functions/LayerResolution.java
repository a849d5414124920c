package dev.hearth.controlplane.functions;

import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionLayer;
import java.util.List;

/** Finds the layers that a function is to use. */
@FunctionalInterface
public interface LayerResolution {
    /**
     * The layers as they are now.
     *
     * @param arns of versions, in the order in which they are merged
     * @throws dev.hearth.error.ServiceException if one does not exist, is not for this account, or they don't go
     *     together
     */
    List<FunctionLayer> resolve(View view, AccountId account, List<String> arns);
}
