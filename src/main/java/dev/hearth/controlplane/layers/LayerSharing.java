package dev.hearth.controlplane.layers;

import dev.hearth.model.AccountId;
import dev.hearth.model.LayerVersionArn;
import dev.hearth.store.View;

/** Whether the owner of a layer's version lets another account use it. */
@FunctionalInterface
public interface LayerSharing {
    boolean allows(View view, AccountId other, LayerVersionArn version);
}
