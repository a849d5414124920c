package dev.hearth.controlplane.layers;

import dev.hearth.base.store.View;
import dev.hearth.controlplane.functions.LayerResolution;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.LayerArn;
import dev.hearth.model.LayerVersion;
import dev.hearth.model.LayerVersionArn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the layers that functions may use: those of their account, and those that other accounts share. */
public final class FunctionLayers implements LayerResolution {
    private final String region;
    private final LayerSharing sharing;

    public FunctionLayers(String region, LayerSharing sharing) {
        this.region = region;
        this.sharing = sharing;
    }

    @Override
    public List<FunctionLayer> resolve(View view, AccountId account, List<String> arns) {
        if (arns.size() > Limits.LAYERS_OF_FUNCTION) {
            throw Failures.invalid("Cannot reference more than " + Limits.LAYERS_OF_FUNCTION + " layers.");
        }
        List<FunctionLayer> layers = new ArrayList<>();
        Map<LayerArn, String> seen = new HashMap<>();
        for (String text : arns) {
            LayerVersionArn arn = LayerVersionArn.parse(text).orElseThrow(() -> missing(text));
            LayerVersion version = find(view, account, arn);
            String other = seen.putIfAbsent(arn.layer(), text);
            if (other != null) {
                throw Failures.invalid("Two different versions of the same layer are not allowed to be referenced in "
                        + "the same function. " + other + " and " + text + " are versions of the same layer.");
            }
            layers.add(new FunctionLayer(arn.toString(), version.code()));
        }
        return layers;
    }

    private LayerVersion find(View view, AccountId account, LayerVersionArn arn) {
        boolean own = arn.layer().account().equals(account);
        if (own && !arn.layer().region().equals(region)) {
            throw Failures.invalid("Layers are not in the same region as the function. Layers are expected to be in "
                    + "region " + region + ".");
        }
        if (!own && !sharing.allows(view, account, arn)) {
            throw LayerVersions.denied(account, "GetLayerVersion", arn);
        }
        return LayerVersions.find(view, arn).orElseThrow(() -> missing(arn.toString()));
    }

    private static RuntimeException missing(String arn) {
        return Failures.invalid("Layer version " + arn + " does not exist.");
    }
}
