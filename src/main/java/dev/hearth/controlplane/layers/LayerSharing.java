package dev.hearth.controlplane.layers;

import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.LayerVersionArn;

/** Checks whether the policy of a layer's version lets another account use it. */
@FunctionalInterface
public interface LayerSharing {
    boolean allows(View view, AccountId other, LayerVersionArn version);
}
