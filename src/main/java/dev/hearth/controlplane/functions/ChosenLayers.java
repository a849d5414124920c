package dev.hearth.controlplane.functions;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.BadPackageException;
import dev.hearth.base.artifact.Limits;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.FunctionLayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The layers that a request names: finds them, and checks that they and the code together keep to the size limit. */
final class ChosenLayers {
    private final Store store;
    private final ArtifactStore artifacts;
    private final LayerResolution resolution;

    ChosenLayers(Store store, ArtifactStore artifacts, LayerResolution resolution) {
        this.store = store;
        this.artifacts = artifacts;
        this.resolution = resolution;
    }

    List<FunctionLayer> resolve(AccountId account, List<String> arns) {
        return store.read(view -> resolution.resolve(view, account, arns));
    }

    /** Checks the unpacked size of code and layers together, because one sandbox holds them all. */
    void check(CodePackage code, List<FunctionLayer> layers) {
        if (!layers.isEmpty()) { // without layers there is only one package, whose size was checked on upload
            check(unpacked(code), layers);
        }
    }

    private void check(long code, List<FunctionLayer> layers) {
        long total = code;
        for (FunctionLayer layer : layers) {
            total += unpacked(layer.code());
        }
        if (total > Limits.UNPACKED.bytes()) {
            throw Failures.invalid("Function code combined with layers exceeds the maximum allowed size of "
                    + Limits.UNPACKED.bytes() + " bytes. The actual size is " + total + " bytes.");
        }
    }

    private long unpacked(CodePackage code) {
        try {
            return artifacts.check(code.sha256()).bytes();
        } catch (BadPackageException e) {
            throw new IllegalStateException("a stored package is damaged: " + code.sha256(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a code package failed", e);
        }
    }
}
